/** Whether data has the shape its schema asks for. Ajv judges; what it finds is put into words that name what would be right. */
import { Ajv, type ErrorObject } from 'ajv';
import { nearest, type Problem } from '../models/index.ts';
import { formats, isFormat } from './formats.ts';
import { alternative, fillDefaults, isBlock, isOfType, type Schema, type SchemaName, schemas } from './schema.ts';

type Path = Problem['path'];

const ajv = new Ajv({
  allErrors: true,
  strict: true,
  verbose: true,
  formats: Object.fromEntries(Object.entries(formats).map(([name, { isRight }]) => [name, isRight])),
});

const validators = { design: ajv.compile(schemas.design), scenario: ajv.compile(schemas.scenario) };

/** Fills in defaults and says everything that is wrong with the shape. */
export function shapeProblems(name: SchemaName, data: unknown): Problem[] {
  if (data === null || data === undefined) return [{ code: 'empty', message: 'there is nothing in this file', path: [], expected: expected(schemas[name]) }];
  const wrongKind = otherKind(name, data);
  if (wrongKind) return [wrongKind];
  fillDefaults(schemas[name], data);
  const validate = validators[name];
  if (validate(data)) return [];
  const once = new Map<string, Problem>();
  for (const error of relevant(validate.errors ?? [])) {
    const problem = inWords(error);
    const key = JSON.stringify([problem.path, problem.isKey]);
    if (!once.has(key)) once.set(key, problem);
  }
  return [...once.values()];
}

/** A design where a scenario is wanted, or the reverse, is one mistake and not thirty. */
function otherKind(name: SchemaName, data: unknown): Problem | undefined {
  const wanted = schemas[name].properties?.kind?.const as string;
  const found = isBlock(data) ? data.kind : undefined;
  const kinds = Object.values(schemas).map((schema) => schema.properties?.kind?.const);
  if (found === wanted || !kinds.includes(found)) return undefined;
  return { code: 'wrong-kind', message: `this is a ${found}, not a ${wanted}`, path: ['kind'], found: String(found), expected: `a file with kind: ${wanted}` };
}

/** Of a value with alternatives, only what is wrong with the one it is meant to be. */
function relevant(errors: readonly ErrorObject[]): ErrorObject[] {
  const dropped: string[] = [];
  const kept: ErrorObject[] = [];
  for (const { keyword, schemaPath, parentSchema, data } of errors) {
    if (keyword !== 'anyOf') continue;
    const branches = (parentSchema as Schema).anyOf ?? [];
    const meant = branches.findIndex((branch) => isOfType(branch, data));
    dropped.push(...branches.flatMap((_, i) => (i === meant ? [] : [`${schemaPath}/${i}/`])));
  }
  for (const error of errors) {
    if (dropped.some((prefix) => error.schemaPath.startsWith(prefix))) continue;
    if (error.keyword === 'anyOf' && alternative(error.parentSchema as Schema, error.data)) continue;
    kept.push(error);
  }
  return kept;
}

function inWords(error: ErrorObject): Problem {
  const path = steps(error.instancePath);
  const schema = error.parentSchema as Schema;
  const { keyword, params, data } = error;
  const found = show(data);
  const key = path.findLast((step) => typeof step === 'string');
  switch (keyword) {
    case 'additionalProperties': {
      const extra = params.additionalProperty as string;
      const known = Object.keys(schema.properties ?? {});
      const home = key === undefined ? '' : ` in "${key}"`;
      return {
        code: 'unknown-key',
        message: `unknown key "${extra}"${home}`,
        path: [...path, extra],
        isKey: true,
        found: extra,
        expected: `one of ${known.join(', ')}`,
        ...nearest(extra, known),
      };
    }
    case 'required': {
      const missing = params.missingProperty as string;
      return {
        code: 'missing',
        message: `"${missing}" is missing`,
        path: [...path, missing],
        isKey: true,
        expected: `${missing}: ${described(schema.properties?.[missing] ?? {})}`,
      };
    }
    case 'type':
    case 'anyOf':
      return {
        code: 'wrong-type',
        message: data === null ? `"${key}" has no value` : `${found} is not ${kind(schema)}`,
        path,
        found,
        expected: expected(schema),
        ...repair(schema, data),
      };
    case 'enum':
    case 'const':
      return {
        code: 'wrong-value',
        message: `${found} is no value for "${key}"`,
        path,
        found,
        expected: expected(schema),
        ...(typeof data === 'string' ? nearest(data, values(schema).map(String)) : {}),
      };
    case 'format':
    case 'pattern':
      return {
        code: 'wrong-format',
        message: `${found} is no ${isFormat(schema.format) ? formats[schema.format].what : 'right value'}`,
        path,
        found,
        expected: expected(schema),
        ...repair(schema, data),
      };
    case 'minLength':
      return { code: 'empty', message: 'this is empty', path, found, expected: expected(schema) };
    case 'minItems':
    case 'maxItems':
      return {
        code: 'wrong-count',
        message: `${(data as unknown[]).length} of them`,
        path,
        found: String((data as unknown[]).length),
        expected: counted(schema),
      };
    case 'minimum':
    case 'maximum':
      return { code: 'out-of-range', message: `${found} is too ${keyword === 'minimum' ? 'small' : 'large'}`, path, found, expected: expected(schema) };
    default:
      return { code: keyword, message: error.message ?? keyword, path, found, expected: expected(schema) };
  }
}

/** `/vsphere/hosts/0/cpu` as keys and indexes. */
function steps(pointer: string): Path {
  return pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
    .map((step) => (/^(0|[1-9]\d*)$/.test(step) ? Number(step) : step));
}

const values = (schema: Schema): readonly unknown[] => schema.enum ?? (schema.const === undefined ? [] : [schema.const]);

/** A value as a message shows it. */
function show(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a block';
  const text = typeof value === 'string' ? `"${value}"` : String(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

/** What would be right, and what it is for. */
const described = (schema: Schema): string => `${expected(schema)}${schema.description ? ` (${schema.description.replace(/\.$/, '')})` : ''}`;

/** What a schema takes, in a word or two. */
function kind(schema: Schema): string {
  if (schema.anyOf) return schema.anyOf.map(kind).join(' or ');
  if (isFormat(schema.format)) return article(formats[schema.format].what);
  if (values(schema).length > 0) return 'a value known here';
  const words: Record<string, string> = {
    integer: 'a whole number',
    number: 'a number',
    boolean: 'true or false',
    array: 'a list',
    object: 'a block of keys',
    string: 'text',
  };
  return words[schema.type ?? ''] ?? 'a value';
}

const article = (noun: string): string => (/^[aeiou]/.test(noun) ? `an ${noun}` : `a ${noun}`);

/** What would be right, with an example or the bounds. */
function expected(schema: Schema): string {
  if (schema.anyOf) return schema.anyOf.map(expected).join(', or ');
  if (values(schema).length > 0) return values(schema).length === 1 ? String(values(schema)[0]) : `one of ${values(schema).join(', ')}`;
  if (isFormat(schema.format)) return `${kind(schema)}, as ${formats[schema.format].example}`;
  if (schema.minimum !== undefined || schema.maximum !== undefined) {
    const { minimum = 0, maximum } = schema;
    return `${kind(schema)} ${maximum === undefined || maximum === Number.MAX_SAFE_INTEGER ? `of at least ${minimum}` : `from ${minimum} to ${maximum}`}`;
  }
  if (schema.type === 'array') return counted(schema);
  if (schema.type === 'object' && schema.properties) {
    const wanted = schema.required?.length ? schema.required : Object.keys(schema.properties);
    return `a block with ${wanted.join(', ')}`;
  }
  const hint = schema.type === 'string' && schema.description?.startsWith('As ') ? `, ${schema.description.replace(/^As/, 'as').replace(/\.$/, '')}` : '';
  return `${kind(schema)}${hint}`;
}

function counted({ minItems, maxItems }: Schema): string {
  if (minItems === undefined && maxItems === undefined) return 'a list';
  if (minItems === maxItems) return `a list of exactly ${minItems}`;
  return maxItems === undefined ? `a list of at least ${minItems}` : `a list of ${minItems ?? 0} to ${maxItems}`;
}

/** The same thing as it should be written, where that can be guessed. */
function repair(schema: Schema, value: unknown): { nearest?: string } {
  for (const branch of schema.anyOf ?? [schema]) {
    const text = String(value);
    if (isFormat(branch.format)) {
      const repaired = formats[branch.format].repair?.(text);
      if (repaired !== undefined) return { nearest: repaired };
    }
    if (branch.type === 'string' && !branch.format && ['number', 'boolean'].includes(typeof value)) return { nearest: JSON.stringify(text) };
    if (branch.type === 'boolean' && /^(yes|on|no|off|true|false)$/i.test(text)) return { nearest: String(/^(yes|on|true)$/i.test(text)) };
    if ((branch.type === 'integer' || branch.type === 'number') && typeof value === 'string' && /^\d+(\.\d+)?$/.test(text)) return { nearest: text };
  }
  return {};
}
