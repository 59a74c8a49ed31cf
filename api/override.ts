/**
 * Changes to a design by path, from a scenario's `set` or from `--set`: `nsx.edges.edge-01.host: esx-02`. A step names a
 * key, or an item of a list by its name or index; what a design leaves out and the schema knows is made on the way.
 */
import { nearest, type Problem } from '../models/index.ts';
import type { Complaint, Place } from './complaint.ts';
import { alternative, isBlock, type Schema, typeOf } from './schema.ts';
import { Source } from './source.ts';

type Path = Problem['path'];

export interface Override {
  /** As written: `vsphere.ha.enabled`. */
  path: string;
  value: unknown;
  /** Where something inside the value stands; where the path itself stands, with `isKey`. */
  place(inner: Path, isKey?: boolean): Place;
}

/** Changes from a block of the file; none when it is no block, which its shape complains of. */
export function fromFile(source: Source, home: Problem['path'], block: unknown): Override[] {
  if (!isBlock(block)) return [];
  return Object.entries(block).map(([path, value]) => ({ path, value, place: (inner, isKey) => source.place([...home, path, ...inner], isKey) }));
}

/** Every `--set path=value`; the value is YAML. */
export function fromArguments(set: readonly string[]): { overrides: Override[]; complaints: Complaint[] } {
  const overrides: Override[] = [];
  const complaints: Complaint[] = [];
  for (const [i, argument] of set.entries()) {
    const equals = argument.indexOf('=');
    const key = { file: '--set', line: i + 1, column: 1, length: Math.max(1, equals), text: argument, isArgument: true };
    if (equals <= 0) {
      const message = equals < 0 ? `"${argument}" has no "="` : 'the path is missing';
      complaints.push({ code: 'bad-option', message, found: argument, expected: 'path=value, as vsphere.ha.enabled=false', place: key });
      continue;
    }
    const source = new Source('--set', argument.slice(equals + 1), { text: argument, number: i + 1 });
    complaints.push(...source.complaints);
    const place: Override['place'] = (inner, isKey = false) => (isKey && inner.length === 0 ? key : source.place(inner, isKey));
    if (source.complaints.length === 0) overrides.push({ path: argument.slice(0, equals).trim(), value: source.data, place });
  }
  return { overrides, complaints };
}

/** Writes an override into raw data. @returns the path it wrote to, or what is wrong with it, relative to no file. */
export function applyOverride(schema: Schema, data: unknown, { path, value }: Override): Path | Omit<Problem, 'path'> {
  const wrong = (rest: string, known: readonly string[], what: string): Omit<Problem, 'path'> => {
    const step = rest.split('.')[0] ?? rest;
    return {
      code: 'unknown-path',
      message: `"${path}" leads nowhere: there is no ${what} "${step}"`,
      found: path,
      expected: `one of ${known.join(', ')}`,
      ...nearest(step, known),
    };
  };
  const done: (string | number)[] = [];
  let at: Schema | undefined = schema;
  let home = data as Record<string | number, unknown>;
  for (let rest = path; ; ) {
    if (at === undefined || !isContainer(home))
      return { code: 'unknown-path', message: `"${path}" leads into ${done.join('.') || 'a value'}, which has no parts`, found: path };
    const step: Step | undefined = Array.isArray(home) ? itemStep(home, at, rest) : keyStep(at, rest);
    if (!step) {
      const known = Array.isArray(home) ? home.map((item, i) => nameOf(item) ?? String(i)) : Object.keys(at.properties ?? {});
      return wrong(rest, known, Array.isArray(home) ? 'item' : 'key');
    }
    done.push(step.key);
    rest = rest.slice(step.length + 1);
    if (rest === '') {
      home[step.key] = structuredClone(value);
      return done;
    }
    [at, home] = enter(step, home);
  }
}

interface Step {
  key: string | number;
  /** How much of the path it uses up. */
  length: number;
  schema: Schema | undefined;
}

/** A key that the schema knows; of a block with free names, all that is left, since such names contain dots (`\\.` is one too). */
function keyStep(schema: Schema, rest: string): Step | undefined {
  const key = rest.split('.')[0] ?? rest;
  const known = schema.properties && Object.hasOwn(schema.properties, key) ? schema.properties[key] : undefined;
  if (known) return { key, length: key.length, schema: known };
  const [free] = Object.values(schema.patternProperties ?? {});
  const name = rest.replaceAll('\\.', '.');
  return free && name !== '' && name !== '__proto__' ? { key: name, length: rest.length, schema: free } : undefined;
}

/** An item by its name, or else by its index. */
function itemStep(items: readonly unknown[], schema: Schema, rest: string): Step | undefined {
  const named = items.findIndex((item) => {
    const name = nameOf(item);
    return name !== undefined && (rest === name || rest.startsWith(`${name}.`));
  });
  if (named >= 0) return { key: named, length: (nameOf(items[named]) as string).length, schema: schema.items };
  const index = rest.split('.')[0] ?? rest;
  return /^\d+$/.test(index) && Number(index) < items.length ? { key: Number(index), length: index.length, schema: schema.items } : undefined;
}

/** The block or list that a step leads into, made if the schema knows it and the data lacks it. */
function enter({ key, schema }: Step, home: Record<string | number, unknown>): [Schema | undefined, Record<string | number, unknown>] {
  const inner = home[key];
  const block = schema?.anyOf?.find(({ type }) => type === 'object');
  if (block && !isContainer(inner)) {
    // A plain value that stands for a block with one required key: `10.11.0.0/16` for `{ range: 10.11.0.0/16 }`.
    const [only] = block.required ?? [];
    home[key] = only === undefined || inner === undefined ? {} : { [only]: inner };
  } else if (inner === undefined && schema && (schema.type === 'object' || schema.type === 'array')) {
    home[key] = structuredClone(schema.default) ?? (schema.type === 'array' ? [] : {});
  }
  const value = home[key] as Record<string | number, unknown>;
  return [schema && alternative(schema, value), value];
}

const isContainer = (value: unknown): value is Record<string | number, unknown> => ['object', 'array'].includes(typeOf(value));

const nameOf = (item: unknown): string | undefined =>
  typeof item === 'string' ? item : isContainer(item) && typeof item.name === 'string' ? item.name : undefined;
