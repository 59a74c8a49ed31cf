/** How far a design is from breaking each rule of a policy. A margin below zero is a broken rule. */
import { days, formatDuration, type Micros, parseDuration, toSeconds, years } from '../../sim/index.ts';
import { type Design, isOnPks } from '../design.ts';
import { platformNames } from '../platform/platforms.ts';
import { capacityOf } from './capacity.ts';
import { sentence } from './fatal-set.ts';
import { everyPath, Judge, steadyAt } from './judge.ts';
import type { PolicyRule } from './policy.ts';
import { askedOf, type Jury, type SearchOptions, search } from './search.ts';

export interface Margin {
  rule: string;
  holds: boolean;
  /** In the rule's own unit; comparable between designs. */
  margin: number;
  /** The margin for people: `2 more faults`, `14 more months`. */
  text: string;
}

/** What margins are measured with, by whoever has the processors. */
export interface Means {
  seeds: readonly number[];
  jury(judge: Judge, seeds: readonly number[]): Jury;
  /** The least that a path's availability may be. */
  availability(design: Design, path: string): Promise<number>;
}

export async function marginOf(design: Design, rule: PolicyRule, means: Means): Promise<Margin> {
  if (rule.survives !== undefined) return survival(design, rule, means);
  if (rule.lasts !== undefined) return lasting(design, rule);
  if (rule.back !== undefined) return recovery(design, rule, means);
  const wanted = rule.atLeast ?? 0;
  const found = await means.availability(design, rule.available ?? '');
  return told(rule, found - wanted, `${(found * 100).toFixed(4)} % at least, asked ${wanted * 100} %`);
}

const told = ({ name }: PolicyRule, margin: number, text: string): Margin => ({ rule: name, holds: margin >= 0, margin, text });

/** What a rule about survival searches: one fault more than asked, up to three, says how much is to spare. */
export const searchOf = ({ survives = 1, of, among }: PolicyRule, seeds: readonly number[]): SearchOptions => ({
  faults: Math.min(3, survives + 1),
  seeds,
  isFolded: true,
  isFirstEnough: true,
  of,
  among,
});

/** The most faults, up to three, that no set of is fatal. */
async function survival(design: Design, rule: PolicyRule, { seeds, jury }: Means): Promise<Margin> {
  const judge = new Judge(design, everyPath);
  const wanted = rule.survives ?? 1;
  const asked = searchOf(rule, seeds);
  const most = asked.faults;
  const { fatal } = await search(judge, asked, jury(judge, seeds));
  const smallest = fatal.reduce((least, { plan }) => Math.min(least, plan.length), most + 1);
  const [first] = fatal.filter(({ plan }) => plan.length === smallest);
  const margin = smallest - 1 - wanted;
  return told(rule, margin, first ? `survives ${smallest - 1}: ${sentence(first)}` : `survives ${most} and perhaps more`);
}

/** Months between the end asked for and the end that comes, under even growth. */
function lasting(design: Design, rule: PolicyRule): Margin {
  if (!isOnPks(design)) return told(rule, Number.MAX_SAFE_INTEGER, `never runs out: ${platformNames[design.platform]} has no such pool`);
  const wanted = parseDuration(rule.for ?? '0s');
  const until = Math.max(wanted * 2, years(10));
  const { pools, supported } = capacityOf(design, { until, arrivals: 'steady', seeds: 1 });
  const use = [...pools, ...supported].find(({ name }) => name === rule.lasts);
  const ends = use?.exhausted?.median;
  if (ends === undefined) return told(rule, Number.MAX_SAFE_INTEGER, 'never runs out under this growth');
  const months = (time: Micros) => time / days(30);
  return told(
    rule,
    months(ends - wanted),
    `${use?.isHard ? 'runs out' : 'is more than the vendor supports'} after ${months(ends).toFixed(1)} months, asked ${months(wanted).toFixed(1)}`,
  );
}

/** Seconds between the time allowed and the longest failure of a path after any single fault. */
function recovery(design: Design, rule: PolicyRule, { seeds }: Means): Margin {
  const judge = new Judge(design, rule.back ?? everyPath);
  const allowed = parseDuration(rule.within ?? '0s');
  let worst = { length: 0, name: 'nothing' };
  for (const seed of seeds) {
    for (const component of askedOf(judge, rule, seed).components) {
      const run = judge.run([{ ...component, after: 0 }], seed, 'nothing', steadyAt + allowed * 2);
      const level = run.world.paths.get(rule.back ?? '')?.serviceLevel(run.now);
      const length = Math.max(0, ...(level?.outages ?? []).map(({ from, to }) => to - from));
      if (length > worst.length) worst = { length, name: `${component.fault} of ${component.target}` };
    }
  }
  return told(rule, toSeconds(allowed - worst.length), `at most ${formatDuration(worst.length)} (${worst.name}), allowed ${formatDuration(allowed)}`);
}
