/**
 * Which assumption moves the answer most: each assumed number is halved and doubled, alone, on the same seeds, so that the
 * luck is the same and what differs is the assumption. Rates of the design count as assumptions: no vendor publishes them.
 */
import { allParameters, type Distribution, formatSetting, type Parameter, parseDuration, type Setting, years } from '../../sim/index.ts';
import type { Design } from '../design.ts';
import { readSettings } from '../settings.ts';
import { failureKinds, readable, writeDuration } from './availability-plan.ts';

export interface Assumption {
  /** `reliability.host.mtbf`, or a parameter's name. */
  name: string;
  /** Its present value, and where it comes from. */
  value: string;
  provenance: string;
  /** The design and settings with this number times a factor; of a flag, turned. */
  scaled(factor: number): { design: Design; settings: [string, Setting][]; value: string };
  isFlag: boolean;
}

/** Every number that the design assumes and that can be scaled. */
export const assumptionsOf = (design: Design): Assumption[] => [...rates(design), ...assumedParameters(design)];

/**
 * No longer, or a drawn time could pass the clock's 285 years, which the engine refuses: the chance is exp(-285 / 12) a draw.
 */
const longest = years(12);

const rates = (design: Design): Assumption[] =>
  failureKinds.flatMap((kind) => {
    const failure = design.reliability[kind];
    if (!failure || (kind === 'site' && design.downstream.atStart === 0)) return [];
    return (['mtbf', 'mttr'] as const).map((which) => ({
      name: `reliability.${kind}.${which}`,
      value: failure[which],
      provenance: 'the design',
      isFlag: false,
      scaled(factor: number) {
        const time = Math.min(longest, parseDuration(failure[which]) * factor);
        const reliability = { ...design.reliability, [kind]: { ...failure, [which]: writeDuration(time) } };
        return { design: { ...design, reliability }, settings: [], value: readable(time) };
      },
    }));
  });

function assumedParameters(design: Design): Assumption[] {
  const { settings } = readSettings(design);
  return [...allParameters().values()].flatMap((parameter): Assumption[] => {
    const { name, unit, provenance } = parameter;
    if (provenance.assumption === undefined) return [];
    const value = settings.get(name) ?? parameter.value;
    const scale = scaler(parameter, value);
    if (!scale) return [];
    return [
      {
        name,
        value: formatSetting(value, unit),
        provenance: settings.has(name) ? 'the design' : `assumption: ${provenance.assumption}`,
        isFlag: unit === 'flag',
        scaled: (factor) => ({ design, settings: [[name, scale(factor)]], value: formatSetting(scale(factor), unit) }),
      },
    ];
  });
}

function scaler({ unit }: Parameter, value: Setting): ((factor: number) => Setting) | undefined {
  if (typeof value === 'boolean') return () => !value;
  if (unit !== 'duration') return undefined;
  if (typeof value === 'number') return (factor) => Math.round(value * factor);
  if (typeof value !== 'object') return undefined;
  return (factor) => scaleDistribution(value, factor);
}

function scaleDistribution(law: Distribution, factor: number): Distribution {
  switch (law.kind) {
    case 'uniform':
      return { ...law, min: Math.round(law.min * factor), max: Math.round(law.max * factor) };
    case 'ticks':
      return { ...law, tick: Math.max(1, Math.round(law.tick * factor)) };
    case 'exponential':
      return { ...law, mean: law.mean * factor };
    case 'lognormal':
      return { ...law, median: law.median * factor };
    case 'weibull':
      return { ...law, scale: law.scale * factor };
  }
}
