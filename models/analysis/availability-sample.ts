/**
 * One replication of an availability study: a run over years with drawn failures, boiled down to what each path lost and
 * to whom. An outage belongs to the root of its worst moment: the drawn failure, operation or fault at the end of its
 * chain of causes. What began while another failure still lay on the platform is counted as `together`.
 */
import { bisectRight } from 'd3-array';
import { days, type Micros, Run, type RunSpec, type Trace, type World } from '../../sim/index.ts';
import { lostForGoodAt } from '../etcd/replacement.ts';

export interface CauseSample {
  /** The verb and its target: `power-loss`, `esx-01`. */
  fault: string;
  component: string;
  /** Time without share 1. */
  down: Micros;
  outages: number;
  together: number;
}

export interface PathSample {
  name: string;
  /** Time without share 1, and the part of all requests lost, as fractions of the whole. */
  down: number;
  lost: number;
  outages: number;
  longest: Micros;
  causes: CauseSample[];
}

export interface Sample {
  seed: number;
  /** Its length; it ends early where committed data is lost for good. */
  until: Micros;
  events: number;
  failures: number;
  /** How often committed data was lost. */
  losses: number;
  paths: PathSample[];
}

export function sampleOf(spec: RunSpec): Sample {
  const { world, until } = lived({ ...spec, keepTrace: true });
  const { trace, events } = world;
  const failures = new Failures(trace);
  const levels = [...world.paths.values()].filter(({ path }) => !path.isInternal).map((path) => path.serviceLevel(until));
  const paths = levels.map(({ name, availability, meanShare, outages }): PathSample => {
    const causes = new Map<string, CauseSample>();
    for (const { from, to, record } of outages) {
      const root = trace.why(record).at(-1);
      const [fault, component] = root ? [root.event, root.actor] : ['start', 'start'];
      const key = `${fault} ${component}`;
      const cause = causes.get(key) ?? { fault, component, down: 0, outages: 0, together: 0 };
      causes.set(key, cause);
      cause.down += to - from;
      cause.outages++;
      if (failures.others(root?.index ?? -1, from) > 0) cause.together++;
    }
    const longest = outages.reduce((most, { from, to }) => Math.max(most, to - from), 0);
    return { name, down: 1 - availability, lost: 1 - meanShare, outages: outages.length, longest, causes: [...causes.values()] };
  });
  return { seed: spec.seed, until, events, failures: failures.count, losses: lossesIn(trace), paths };
}

/** Between two looks whether a replication is over. */
const look = days(30);

/** A run to its end, or to the loss of data that no snapshot brings back: what people build then is another platform. */
function lived(spec: RunSpec): { world: World; until: Micros } {
  const run = new Run(spec);
  let over: Micros | undefined;
  while (run.now < spec.until && over === undefined) {
    run.advance(run.now + look);
    over = lostForGoodAt(run.world);
  }
  return { world: run.world, until: over ?? spec.until };
}

/** How often committed data was lost, not counting further disks of what is lost already. */
function lossesIn(trace: Trace): number {
  let losses = 0;
  for (const { actor, from, to } of trace.records()) if (actor === 'etcd-data' && to === 'lost' && from !== 'lost') losses++;
  return losses;
}

interface Span {
  from: Micros;
  to: Micros;
}

/** When drawn failures lay on the platform. Several of one kind on one target are lifted together, by the last. */
class Failures {
  private readonly starts: Micros[] = [];
  private readonly ends: Micros[] = [];
  private readonly spans = new Map<number, Span>();

  constructor(trace: Trace) {
    const open = new Map<string, Span>();
    const biting = new Set<number>();
    for (const { kind, cause } of trace.records()) if (kind === 'transition') biting.add(cause);
    for (const { index, kind, at, actor, event } of trace.records()) {
      const key = `${event} ${actor}`;
      const span = open.get(key);
      if (kind === 'failure' && span) this.spans.set(index, span);
      // One that found its target down already is counted nowhere.
      else if (kind === 'failure' && biting.has(index)) {
        const begun = { from: at, to: Number.MAX_SAFE_INTEGER };
        open.set(key, begun);
        this.spans.set(index, begun);
        this.starts.push(at);
      } else if (kind === 'heal' && span) {
        span.to = at;
        open.delete(key);
        this.ends.push(at);
      }
    }
  }

  get count(): number {
    return this.spans.size;
  }

  /** How many lie on the platform at a time, besides one of them. */
  others(index: number, at: Micros): number {
    const own = this.spans.get(index);
    const isOwn = own !== undefined && own.from <= at && at < own.to;
    return bisectRight(this.starts, at) - bisectRight(this.ends, at) - (isOwn ? 1 : 0);
  }
}
