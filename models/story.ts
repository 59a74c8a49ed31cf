/** A run as a reader wants it: what mattered, one line a fact, like facts together. */
import { formatDuration, type Micros, min, type Run } from '../sim/index.ts';
import { type Fact, FactReader, type Sign } from './story/fact.ts';

export type { Sign } from './story/fact.ts';

export interface StoryLine {
  at: Micros;
  sign: Sign;
  text: string;
  aside?: string;
  /** The record it begins with. */
  record: number;
}

/** The story of a run that kept its trace. */
export function storyOf(run: Run): StoryLine[] {
  const reader = new FactReader(run);
  const lines: Fact[][] = [];
  let open = new Map<string, Fact[]>();
  for (const record of run.world.trace.records()) {
    const fact = reader.read(record);
    if (!fact) continue;
    // What happens at one moment may go on at another without being a series.
    if (fact.isBreak) open = new Map([...open].filter(([, facts]) => facts[0]?.apart !== undefined));
    const series = fact.group === undefined ? undefined : open.get(fact.group);
    const isNear = series && fact.record.at - (series.at(-1) as Fact).record.at <= (fact.apart ?? Number.MAX_SAFE_INTEGER);
    if (isNear) series.push(fact);
    else {
      const line = [fact];
      lines.push(line);
      if (fact.group !== undefined) open.set(fact.group, line);
    }
  }
  return lines.map((facts) => toLine(facts, reader.hindsight.roles));
}

/** More than these are counted. */
const listed = 3;

function toLine(facts: readonly Fact[], roles: ReadonlyMap<string, string>): StoryLine {
  const [first] = facts as [Fact, ...Fact[]];
  const { at, index } = first.record;
  const subjects = [...new Set(facts.map(({ subject }) => subject).filter((subject) => subject !== undefined))];
  const words = subjects.length > 1 ? (first.many ?? first.one) : first.one;
  // Named, they are `pods a, b`; counted, `6 pods`.
  const text = subjects.length > listed && first.noun === '' ? words.replace(/^(\S+) \{\}/, '{} $1') : words;
  const again = subjects.length === 0 && facts.length > 1 ? `, ${facts.length} times` : '';
  const aside = asideOf(facts);
  return { at, sign: first.sign, text: `${text.replace('{}', who(subjects, first, roles))}${again}`, ...(aside ? { aside } : {}), record: index };
}

/** Whom a line is about: their names with what they led, or how many they are. */
function who(subjects: readonly string[], { noun, record: { at } }: Fact, roles: ReadonlyMap<string, string>): string {
  const roleOf = (id: string) => roles.get(`${id}@${at}`);
  const named = subjects.map((id) => (roleOf(id) ? `${id} (${roleOf(id)})` : id));
  if (subjects.length <= listed) return named.join(', ');
  const leaders = named.filter((_, i) => roleOf(subjects[i] as string));
  return `${subjects.length}${noun ? ` ${noun}` : ''}${leaders.length > 0 ? `, among them ${leaders.join(', ')},` : ''}`;
}

function asideOf(facts: readonly Fact[]): string | undefined {
  const asides = [...new Set(facts.map(({ aside }) => aside).filter((aside) => aside !== undefined))];
  // Where each of several came up, in their order.
  if (asides.length > 1 && asides.every((aside) => aside.startsWith('on '))) return `on ${facts.map(({ aside = 'on ?' }) => aside.slice(3)).join(', ')}`;
  const [first, last] = [facts[0], facts.at(-1)] as [Fact, Fact];
  const spread = last.record.at - first.record.at;
  const over = first.apart === undefined && spread >= min(1) ? [`over ${formatDuration(spread)}`] : [];
  return [...asides.slice(0, 1), ...over].join(', ') || undefined;
}
