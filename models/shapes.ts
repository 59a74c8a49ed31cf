/**
 * The shapes that files are made of: each schema is at once validation, types, defaults and documentation. Every default
 * says where it comes from.
 */
import { type TSchema, Type } from '@sinclair/typebox';
import { durationPattern, type Parameter, type Setting } from '../sim/index.ts';

/** A block that may be left out: all it holds has defaults. */
export const object = <T extends Record<string, TSchema>>(properties: T, description: string) =>
  Type.Object(properties, { additionalProperties: false, description, default: {} });
/** What a default is for, and where it comes from. */
const about = (what: string, { provenance, why }: Parameter): string =>
  `${what} ${provenance.source ?? `assumption: ${provenance.assumption}`}${why ? `; ${why}` : ''}.`;
/** A default with its description. */
export const preset = <S extends Setting>(what: string, parameter: Parameter<S>): [string, S] => [about(what, parameter), parameter.value];
/** A block without defaults of its own, which has to be written. */
export const item = <T extends Record<string, TSchema>>(properties: T, description: string) =>
  Type.Object(properties, { additionalProperties: false, description });
/** One of some words. */
export const choice = <const T extends string>(values: readonly T[], description: string, preset?: NoInfer<T>) =>
  Type.Unsafe<T>({ type: 'string', enum: [...values], description, ...(preset === undefined ? {} : { default: preset }) });
/** A text that is not empty. */
export const text = (description: string, preset?: string) => Type.String({ description, minLength: 1, ...(preset === undefined ? {} : { default: preset }) });
/** A whole number. */
export const whole = (description: string, preset: number, minimum = 0, maximum = 100_000) => Type.Integer({ description, default: preset, minimum, maximum });
/** Yes or no. */
export const yes = (description: string, preset: boolean) => Type.Boolean({ description, default: preset });

/** As 90s. */
export const duration = (description: string) => Type.String({ description, pattern: durationPattern, format: 'duration' });
/** As 16Gi. */
export const size = (description: string, preset?: string) =>
  Type.String({ description, pattern: '^\\d+(Mi|Gi|Ti)$', format: 'size', ...(preset ? { default: preset } : {}) });
/** As 10.11.0.0/16. */
export const cidr = (description: string) => Type.String({ description, format: 'cidr' });
/** As 10.50.0.64-10.50.0.254. */
export const range = (description: string) => Type.String({ description, format: 'address-range' });
/** As 10.10.30.13. */
export const address = (description: string) => Type.String({ description, format: 'ipv4' });
