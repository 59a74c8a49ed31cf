/**
 * A model's number, with its unit and where it comes from. Models declare parameters beside the machine that uses
 * them; a design may override any by name; `paddock parameters` prints them all.
 */
import { randomExponential, randomLogNormal, randomUniform, randomWeibull } from 'd3-random';
import type { Stream } from './chance.ts';
import { formatDuration, type Micros } from './time.ts';

/** Either a source, or the word that there is none and why this value was taken. */
export type Provenance = { source: string; assumption?: never } | { assumption: string; source?: never };

/** What a parameter may be set to: a plain value or a distribution of durations. */
export type Setting = number | boolean | string | Distribution;

/** A distribution of durations, in µs. */
export type Distribution =
  | { kind: 'uniform'; min: Micros; max: Micros }
  | { kind: 'ticks'; min: number; max: number; tick: Micros }
  | { kind: 'exponential'; mean: Micros }
  | { kind: 'lognormal'; median: Micros; sigma: number }
  | { kind: 'weibull'; scale: Micros; shape: number };

/** A named parameter. `name` is filled in by {@link defineParameters}, as `group.key`. */
export interface Parameter<S extends Setting = Setting> {
  name: string;
  value: S;
  unit: 'duration' | 'count' | 'ratio' | 'bytes' | 'flag' | 'choice' | 'size';
  why?: string;
  provenance: Provenance;
  /** Where other versions of a product have other values. */
  versions?: Versions<S>;
  /** Values on other platforms than that of the parameter's own value, each with its source; they go before versions. */
  platforms?: Platforms<S>;
}

export type Platforms<S extends Setting = Setting> = Readonly<Record<string, readonly [value: S, source: string]>>;

/** A product, and its values from a version on, each with its source; the parameter's own value is that of earlier ones. */
export interface Versions<S extends Setting = Setting> {
  product: string;
  since: Readonly<Record<string, readonly [value: S, source: string]>>;
}

type About<S extends Setting = Setting> = Provenance & { why?: string; versions?: Versions<S>; platforms?: Platforms<S> };

const make = <S extends Setting>(value: S, unit: Parameter['unit'], { why, versions, platforms, ...provenance }: About<S>): Parameter<S> => ({
  name: '',
  value,
  unit,
  ...(why ? { why } : {}),
  ...(versions ? { versions } : {}),
  ...(platforms ? { platforms } : {}),
  provenance: provenance as Provenance,
});

/** A fixed duration in µs. */
export const duration = (value: Micros, about: About<number>): Parameter<number> => make(value, 'duration', about);
/** A whole number. */
export const count = (value: number, about: About<number>): Parameter<number> => make(value, 'count', about);
/** A fraction. */
export const ratio = (value: number, about: About<number>): Parameter<number> => make(value, 'ratio', about);
/** A size in bytes. */
export const bytes = (value: number, about: About<number>): Parameter<number> => make(value, 'bytes', about);
/** Yes or no. */
export const flag = (value: boolean, about: About<boolean>): Parameter<boolean> => make(value, 'flag', about);
/** One of some words. */
export const choice = <const T extends string>(value: T, about: About<NoInfer<T>>): Parameter<T> => make(value, 'choice', about);
/** A size as files write it, as 16Gi. */
export const size = (value: string, about: About<string>): Parameter<string> => make(value, 'size', about);
/** A duration drawn evenly between two bounds. */
export const uniform = (lowest: Micros, highest: Micros, about: About<Distribution>): Parameter<Distribution> =>
  make({ kind: 'uniform', min: lowest, max: highest }, 'duration', about);
/** A whole number of ticks, drawn evenly from `min` to `max`, both included. */
export const ticks = (min: number, max: number, { tick, ...about }: About<Distribution> & { tick: Micros }): Parameter<Distribution> =>
  make({ kind: 'ticks', min, max, tick } as Distribution, 'duration', about as About<Distribution>);
/** An exponentially distributed duration. */
export const exponential = (mean: Micros, about: About<Distribution>): Parameter<Distribution> => make({ kind: 'exponential', mean }, 'duration', about);
/** A lognormal duration by its median and the standard deviation of its logarithm. */
export const lognormal = (median: Micros, sigma: number, about: About<Distribution>): Parameter<Distribution> =>
  make({ kind: 'lognormal', median, sigma }, 'duration', about);

const registry = new Map<string, Parameter>();

/** Names a group of parameters and enters it in the register that `paddock parameters` prints. */
export function defineParameters<T extends Record<string, Parameter>>(group: string, parameters: T): T {
  for (const [key, parameter] of Object.entries(parameters)) {
    parameter.name = `${group}.${key}`;
    registry.set(parameter.name, parameter);
  }
  return parameters;
}

/** Every parameter declared so far, by name. */
export const allParameters = (): ReadonlyMap<string, Parameter> => registry;

/**
 * One duration from a distribution, in whole µs and never negative. d3-random's samplers are built afresh for each draw,
 * since some keep a spare value in a closure, which a fork would lose.
 */
export function sample(distribution: Distribution, stream: Stream): Micros {
  switch (distribution.kind) {
    case 'uniform':
      return Math.round(distribution.min + stream.next() * (distribution.max - distribution.min));
    case 'ticks':
      return (distribution.min + Math.floor(stream.next() * (distribution.max - distribution.min + 1))) * distribution.tick;
    case 'exponential':
      return Math.round(randomExponential.source(stream.sub())(1 / distribution.mean)());
    case 'lognormal':
      return Math.round(randomLogNormal.source(stream.sub())(Math.log(distribution.median), distribution.sigma)());
    case 'weibull':
      return Math.round(distribution.scale * randomWeibull.source(stream.sub())(distribution.shape, 0, 1)());
  }
}

/** A uniform whole number in [0, n), by the same library. */
export const pick = (n: number, stream: Stream): number => Math.floor(randomUniform.source(stream.sub())(n)());

/** A parameter's value as a person reads it. */
export function formatSetting(value: Setting, unit: Parameter['unit']): string {
  if (typeof value === 'number') return unit === 'duration' ? formatDuration(value) : String(value);
  if (typeof value !== 'object') return String(value);
  switch (value.kind) {
    case 'uniform':
      return `${formatDuration(value.min)} to ${formatDuration(value.max)}, evenly`;
    case 'ticks':
      return `${value.min} to ${value.max} ticks of ${formatDuration(value.tick)}`;
    case 'exponential':
      return `exponential, mean ${formatDuration(value.mean)}`;
    case 'lognormal':
      return `lognormal, median ${formatDuration(value.median)}, sigma ${value.sigma}`;
    case 'weibull':
      return `Weibull, scale ${formatDuration(value.scale)}, shape ${value.shape}`;
  }
}
