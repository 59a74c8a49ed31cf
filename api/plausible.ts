/**
 * Data whose wrong parts are left out or made plausible, so that the rest of it can be checked in the same breath: names
 * that do not exist should not hide behind a mistyped key.
 */
import type { Problem } from '../models/index.ts';
import { alternative, fillDefaults, type Schema, type SchemaName, schemas } from './schema.ts';
import { shapeProblems } from './shape.ts';

type Path = Problem['path'];
type Block = Record<string | number, unknown>;

/** What stands in for a line that cannot be read. */
const harmless: Readonly<Record<string, (line: Block) => Block>> = {
  timeline: () => ({ at: '0s', say: '-' }),
  expect: ({ name }) => ({ name: typeof name === 'string' && name !== '' ? name : '-', always: { path: 'rancher-ui', atLeast: 0 } }),
};

/** Problems that may only come from what stands in: quantities, and ranges that meet. */
const doubtful = new Set(['too-small', 'too-late', 'wrong-count', 'overlap', 'outside', 'reserved']);

/** The data to check in place of what has the wrong shape; undefined when too little is left of it. */
export function plausible(name: SchemaName, data: unknown, problems: readonly Problem[]): unknown {
  const copy = structuredClone(data);
  for (const problem of problems) if (!mend(schemas[name], copy, problem)) return undefined;
  fillDefaults(schemas[name], copy);
  return shapeProblems(name, copy).length === 0 ? copy : undefined;
}

/** Only those problems that hold whatever stood in. */
export const certain = (problems: readonly Problem[]): Problem[] => problems.filter(({ code }) => !doubtful.has(code));

/** Takes what is wrong out of the data; false when that is not possible. */
function mend(root: Schema, data: unknown, { code, path }: Problem): boolean {
  const [list, index] = path;
  const line = harmless[String(list)];
  if (list === 'flip') return delete (data as Block).flip;
  if (code !== 'unknown-key' && line && typeof index === 'number') {
    const lines = (data as Block)[list as string] as Block[];
    lines[index] = line(lines[index] ?? {});
    return true;
  }
  const key = path.at(-1);
  const home = walk(root, data, path.slice(0, -1));
  if (typeof key !== 'string' || !home) return false;
  const schema = home.schema.properties?.[key];
  if (code === 'unknown-key' || schema?.default !== undefined || !home.schema.required?.includes(key)) {
    delete home.block[key];
    return true;
  }
  // A name that stands in would be missed elsewhere in a design.
  if (root === schemas.design && schema?.type === 'string' && !schema.format && !schema.enum) return false;
  const value = schema && standIn(schema);
  home.block[key] = value;
  return value !== undefined;
}

/** A block on the way and its schema. */
function walk(root: Schema, data: unknown, path: Path): { block: Block; schema: Schema } | undefined {
  let schema = alternative(root, data);
  let block = data as Block;
  for (const step of path) {
    if (typeof block !== 'object' || block === null || !schema) return undefined;
    const inner: Schema | undefined = schema.properties?.[step] ?? schema.items ?? Object.values(schema.patternProperties ?? {})[0];
    block = block[step] as Block;
    schema = inner && alternative(inner, block);
  }
  return schema && typeof block === 'object' && block !== null ? { block, schema } : undefined;
}

const roomy: Readonly<Record<string, string>> = {
  duration: '200y',
  size: '1024Ti',
  cidr: '198.18.0.0/15',
  'address-range': '203.0.0.0-203.0.255.255',
  ipv4: '203.0.0.1',
};

/** Something large enough to be in nobody's way. */
function standIn(schema: Schema): unknown {
  if (schema.enum) return schema.enum.at(-1);
  if (schema.const !== undefined) return schema.const;
  const [plain] = schema.anyOf ?? [schema];
  const written = roomy[plain?.format ?? ''];
  if (written !== undefined) return written;
  if (schema.type === 'string') return '-';
  return schema.type === 'integer' ? (schema.maximum ?? 1_000) : undefined;
}
