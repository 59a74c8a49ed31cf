/** What `paddock run` shows: the story, service levels, pools, and each expectation with what a failed one goes back to. */
import { type Sign, type StoryLine, storyOf } from '../models/index.ts';
import { formatDuration, formatMoment, type Micros, type Outcome, type ServiceLevel, type Verdict } from '../sim/index.ts';
import { evidence, formatChain } from './chain.ts';
import type { Execution } from './execution.ts';
import { beside, type Screen, sparkline, wrap } from './screen.ts';

export function runScreen(execution: Execution, screen: Screen): string {
  const parts = [heading(execution, screen), story(execution, screen), levels(execution, screen), pools(execution, screen), verdicts(execution, screen)];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function heading({ loaded: { scenario, design }, spec, result, took }: Execution, { paint, width }: Screen): string {
  const hash = `${result.hash.slice(0, 4)}…${result.hash.slice(-2)}`;
  const engine = spec.engine === 'reference' ? ['reference engine'] : [];
  const facts = [`design ${design.name}`, `seed ${spec.seed}`, ...engine, `${formatDuration(spec.until)} simulated in ${formatDuration(took)}`, hash];
  const [first = '', ...rest] = wrap([scenario.name, ...facts].join(' · '), width);
  const title = wrap(scenario.title, width).map((line) => paint.faint(line));
  return [first.replace(scenario.name, paint.strong(scenario.name)), ...rest, ...title].join('\n');
}

/** Of however many. */
const largest = (values: readonly number[]): number => values.reduce((most, value) => Math.max(most, value), 0);

/** A long story is cut in the middle. */
const longest = { head: 60, tail: 20 };

function story({ run }: Execution, screen: Screen): string {
  const lines = storyOf(run);
  if (lines.length === 0) return '';
  const clock = largest(lines.map(({ at }) => formatMoment(at).length));
  const column = Math.min(52, largest(lines.map(({ text, aside }) => (aside === undefined ? 0 : text.length))));
  const show = (line: StoryLine) => storyLine(line, clock, column, screen);
  if (lines.length <= longest.head + longest.tail) return lines.map(show).join('\n');
  const left = lines.length - longest.head - longest.tail;
  const cut = `${' '.repeat(clock + 2)}… ${left} lines left out; --trace FILE writes every record`;
  return [...lines.slice(0, longest.head).map(show), cut, ...lines.slice(-longest.tail).map(show)].join('\n');
}

function storyLine({ at, sign, text, aside }: StoryLine, clock: number, column: number, screen: Screen): string {
  const lead = `  ${formatMoment(at).padStart(clock)}  `;
  return `${lead}${colored(sign, screen)} ${beside(text, aside, column, lead.length + 2, screen)}`;
}

function colored(sign: Sign, { paint }: Screen): string {
  if (sign === '✖') return paint.bad(sign);
  if (sign === '✔') return paint.good(sign);
  return sign === '◐' || sign === '◌' ? paint.caution(sign) : sign || ' ';
}

function levels({ run, result }: Execution, screen: Screen): string {
  const rows = result.levels.map((level) => ({
    name: level.name,
    part: percent(level.availability, level.outages.length > 0),
    text: outages(level),
    bars: bars(level.name, run, result.until),
  }));
  const wide = (of: (row: (typeof rows)[number]) => string) => largest(rows.map((row) => of(row).length));
  const columns = { name: wide(({ name }) => name), part: wide(({ part }) => part), text: wide(({ text }) => text) };
  return rows
    .map(({ name, part, text, bars }) => {
      const lead = `${name.padEnd(columns.name)}  ${part.padStart(columns.part)}  `;
      const line = `${lead}${text.padEnd(columns.text)}`;
      if (bars !== '' && line.length + 2 + bars.length <= screen.width) return `${line}  ${screen.paint.faint(bars)}`;
      return lead + wrap(text, screen.width - lead.length).join(`\n${' '.repeat(lead.length)}`);
    })
    .join('\n');
}

/** As many digits as it takes to tell an outage from none. */
function percent(fraction: number, hasOutage: boolean): string {
  let digits = 2;
  while (hasOutage && digits < 6 && Number((fraction * 100).toFixed(digits)) === 100) digits++;
  return `${(fraction * 100).toFixed(digits)} %`;
}

function outages({ outages: all, meanShare, availability }: ServiceLevel): string {
  if (all.length === 0) return 'no outage';
  const most = largest(all.map(({ from, to }) => to - from));
  const count = all.length === 1 ? `1 outage, ${formatDuration(most)}` : `${all.length} outages, longest ${formatDuration(most)}`;
  return meanShare - availability > 1e-6 ? `${count}, on average ${percent(meanShare, true)}` : count;
}

const bucketCount = 24;

/** What was lost, bucket by bucket. */
function bars(path: string, run: Execution['run'], until: Micros): string {
  const segments = run.world.paths.get(path)?.segments ?? [];
  const lost = new Array<number>(bucketCount).fill(0);
  const size = until / bucketCount;
  for (const [i, { from, share }] of segments.entries()) {
    const to = segments[i + 1]?.from ?? until;
    for (let bucket = Math.floor(from / size); share < 1 && bucket < bucketCount && bucket * size < to; bucket++) {
      const stretch = Math.min(to, (bucket + 1) * size) - Math.max(from, bucket * size);
      lost[bucket] = (lost[bucket] as number) + (1 - share) * Math.max(0, stretch);
    }
  }
  return lost.some((value) => value > 0) ? sparkline(lost) : '';
}

/** Only pools of which more or less is taken than at the start, that ran out or nearly did. */
function pools({ run, result }: Execution, { paint, width }: Screen): string {
  const change = new Map<string, number>();
  for (const { kind, at, actor, event } of run.world.trace.records()) {
    if (kind === 'pool' && at > 0 && event !== 'refused') change.set(actor, (change.get(actor) ?? 0) + (event === 'taken' ? 1 : -1));
  }
  const texts = result.pools
    .filter(({ name, taken, capacity, exhaustedAt }) => (change.get(name) ?? 0) !== 0 || exhaustedAt !== undefined || taken >= capacity * 0.75)
    .map(({ name, taken, capacity, exhaustedAt }) => {
      const since = exhaustedAt === undefined ? '' : paint.bad(` exhausted at ${formatMoment(exhaustedAt)}`);
      return `${name} ${taken.toLocaleString('en')} of ${capacity.toLocaleString('en')}${since}`;
    });
  return texts.join('   ').length <= width ? texts.join('   ') : texts.join('\n');
}

function verdicts(execution: Execution, screen: Screen): string {
  const { result } = execution;
  const { paint } = screen;
  const lines = result.outcomes.flatMap((outcome, i) => [expectation(outcome, screen), ...reason(outcome, i, execution, screen)]);
  const failed = result.outcomes.filter(({ verdict }) => verdict !== 'passed').length;
  const count = failed === 0 ? '' : `: ${failed} of ${result.outcomes.length} expectations`;
  const word = { passed: paint.good('passed'), failed: paint.bad('failed'), unknown: paint.caution('unknown') }[result.verdict];
  return [...lines, `${word}${count}`].join('\n');
}

const signs: Record<Verdict, Sign> = { passed: '✔', failed: '✖', unknown: '◌' };

function expectation({ name, kind, verdict, at, text }: Outcome, screen: Screen): string {
  const lead = `${colored(signs[verdict], screen)} ${kind.padEnd(10)} `;
  const when = at === undefined ? '' : kind === 'always' || kind === 'never' || verdict === 'passed' ? `at ${formatMoment(at)}` : `not by ${formatMoment(at)}`;
  const never = verdict === 'failed' && kind === 'sometimes' ? 'it never was so' : '';
  return lead + beside(name, [text, when, never].filter((part) => part !== '').join(', ') || undefined, 52, 13, screen);
}

/** The chain of a failed one. */
function reason({ verdict, at, record }: Outcome, i: number, { run, spec, result }: Execution, screen: Screen): string[] {
  if (verdict === 'passed') return [];
  const from = record >= 0 ? record : evidence(spec.properties?.[i], at ?? result.until, run);
  return from >= 0 ? formatChain(from, run, screen) : [];
}
