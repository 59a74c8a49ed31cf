/** The schemas of design and scenario as plain JSON Schema, for printing, for Ajv, and for finding one's way in them. */
import { designSchema, scenarioSchema } from '../models/index.ts';

/** The part of JSON Schema that the models use. */
export interface Schema {
  type?: string;
  description?: string;
  default?: unknown;
  enum?: readonly unknown[];
  const?: unknown;
  format?: string;
  minimum?: number;
  maximum?: number;
  minItems?: number;
  maxItems?: number;
  properties?: Readonly<Record<string, Schema>>;
  required?: readonly string[];
  patternProperties?: Readonly<Record<string, Schema>>;
  items?: Schema;
  anyOf?: readonly Schema[];
  $ref?: string;
}

/** Without TypeBox's own symbols. */
const plain = (schema: object): Schema => ({ $schema: 'http://json-schema.org/draft-07/schema#', ...JSON.parse(JSON.stringify(schema)) });

export const schemas = { design: plain(designSchema), scenario: plain(scenarioSchema) };

export type SchemaName = keyof typeof schemas;

export const typeOf = (value: unknown): string =>
  value === null ? 'null' : Array.isArray(value) ? 'array' : Number.isInteger(value) ? 'integer' : typeof value;

export const isBlock = (value: unknown): value is Record<string, unknown> => typeOf(value) === 'object';

/** Whether a value is of a schema's type, whatever else is wrong with it. */
export const isOfType = ({ type }: Schema, value: unknown): boolean =>
  type === undefined || type === typeOf(value) || (type === 'number' && typeof value === 'number');

/** The alternative of a schema that a value is meant to be; the schema itself when it has none. */
export const alternative = (schema: Schema, value: unknown): Schema | undefined =>
  schema.anyOf ? schema.anyOf.find((branch) => isOfType(branch, value)) : schema;

/** Writes into a value the defaults that it leaves out. Ajv does the same, but not inside alternatives. */
export function fillDefaults(schema: Schema, value: unknown): void {
  const chosen = alternative(schema, value);
  if (!chosen || typeof value !== 'object' || value === null) return;
  if (Array.isArray(value)) {
    for (const item of value) if (chosen.items) fillDefaults(chosen.items, item);
    return;
  }
  const block = value as Record<string, unknown>;
  for (const [key, part] of Object.entries(chosen.properties ?? {})) {
    if (!Object.hasOwn(block, key) && part.default !== undefined) block[key] = structuredClone(part.default);
    if (Object.hasOwn(block, key)) fillDefaults(part, block[key]);
  }
}
