/** Other values for parameters, as a design writes them: `90s`, `40s to 80s`, `3`, `true`. */
import { allParameters, type Parameter, parseDuration, type RunSpec, type Setting } from '../sim/index.ts';
import type { Design } from './design.ts';
import type { Problem } from './problem.ts';
import { versionedDefaults } from './versions.ts';
import { nearest } from './words.ts';

/** @throws RangeError saying what would be right. */
export function parseSetting(parameter: Parameter, raw: string | number | boolean): Setting {
  const wrong = (right: string) => new RangeError(`${parameter.name} takes ${right}`);
  if (parameter.unit === 'flag') {
    if (typeof raw !== 'boolean') throw wrong('true or false');
    return raw;
  }
  if (parameter.unit === 'duration') {
    if (typeof raw !== 'string') throw wrong('a duration, as 90s, or two, as 40s to 80s');
    const [shortest, longest, ...rest] = raw.split(' to ').map((part) => parseDuration(part.trim()));
    if (shortest === undefined || rest.length > 0 || (longest !== undefined && longest < shortest)) throw wrong('a duration, as 90s, or two, as 40s to 80s');
    if (longest === undefined) return shortest;
    if (typeof parameter.value === 'number') throw wrong('one duration, as 90s');
    return { kind: 'uniform', min: shortest, max: longest };
  }
  if (typeof raw !== 'number' || raw < 0) throw wrong('a number of at least 0');
  if (parameter.unit === 'count' && !Number.isInteger(raw)) throw wrong('a whole number');
  return raw;
}

/** What a design's settings are read from. */
export type Configured = Pick<Design, 'parameters' | 'platform' | 'versions'>;

/** The settings of a design (what its platform and versions bring, and over that what it says itself, `fixed`), and what is wrong with them. */
export function readSettings({ parameters: raw, ...design }: Configured): { settings: Map<string, Setting>; fixed: Set<string>; problems: Problem[] } {
  const settings = versionedDefaults(design);
  const problems: Problem[] = [];
  for (const [name, value] of Object.entries(raw)) {
    const parameter = name.startsWith('design.') ? undefined : allParameters().get(name);
    const path = ['parameters', name];
    if (!parameter) {
      problems.push({
        code: 'unknown-parameter',
        message: `there is no parameter "${name}"`,
        path,
        isKey: true,
        found: name,
        ...nearest(
          name,
          [...allParameters().keys()].filter((known) => !known.startsWith('design.')),
        ),
      });
      continue;
    }
    try {
      settings.set(name, parseSetting(parameter, value));
    } catch (error) {
      problems.push({ code: 'bad-parameter', message: (error as Error).message, path, found: String(value) });
    }
  }
  return { settings, fixed: new Set(Object.keys(raw)), problems };
}

/** What a run's spec takes of a design's settings. */
export function settingsOf(design: Configured): Pick<RunSpec, 'settings' | 'fixed'> {
  const { settings, fixed } = readSettings(design);
  return { settings, fixed };
}

/** Gives each parameter's value in a design. */
export function valuesIn(design: Configured): <S extends Setting>(parameter: Parameter<S>) => S {
  const { settings } = readSettings(design);
  return <S extends Setting>(parameter: Parameter<S>): S => (settings.get(parameter.name) as S | undefined) ?? parameter.value;
}
