/**
 * What a run has to show: `always`, `never`, `sometimes`, `eventually … within …`, and service levels over paths.
 * Asked again only when something it read has changed; a verdict keeps the first record that decided it.
 */
import { type Condition, type Happening, happeningKey, happenings, holds, isMatch } from './condition.ts';
import type { ServiceLevel } from './path.ts';
import { Cell, type Reader } from './reads.ts';
import { formatDuration, type Micros } from './time.ts';
import { View } from './view.ts';
import type { World } from './world.ts';

export type Verdict = 'passed' | 'failed' | 'unknown';

/** Looked at only from `from` on, and before `to`. */
interface Window {
  name: string;
  from?: Micros;
  to?: Micros;
}

export interface LevelBounds {
  path: string;
  /** Time with share 1, as a fraction. */
  availability?: { atLeast?: number; atMost?: number };
  meanShare?: { atLeast?: number; atMost?: number };
  /** The longest outage, in µs. */
  outage?: { atLeast?: Micros; atMost?: Micros };
  outages?: { atLeast?: number; atMost?: number };
}

export type Property =
  | (Window & { kind: 'always' | 'never' | 'sometimes'; condition: Condition })
  | (Window & { kind: 'eventually'; condition: Condition; within: Micros })
  | (Window & { kind: 'level'; level: LevelBounds });

/** A property's outcome. `at` is when it was decided, in µs; `record` shows by what, -1 when by nothing that happened. */
export interface Outcome {
  name: string;
  kind: Property['kind'];
  verdict: Verdict;
  at: Micros | undefined;
  record: number;
  /** A level's figures against its bounds. */
  text: string;
}

/** The properties of one run. */
export class Properties {
  private readonly trackers: Tracker[];
  private readonly counts = new Map<string, { happening: Happening; count: number; cell: Cell }>();
  private readonly view: View;

  constructor(
    private readonly world: World,
    readonly properties: readonly Property[],
  ) {
    this.view = new View(world);
    for (const property of properties) {
      for (const happening of property.kind === 'level' ? [] : happenings(property.condition)) {
        this.counts.set(happeningKey(happening), { happening, count: 0, cell: new Cell() });
      }
    }
    this.trackers = properties.map((property) => new Tracker(this, world, property));
    if (this.counts.size > 0) {
      world.onRecord = (kind, actor, event, from, to) => {
        for (const entry of this.counts.values()) {
          if (!isMatch(entry.happening, kind, actor.id, event, from, to)) continue;
          entry.count++;
          world.reads.touch(entry.cell, actor.lastRecord);
        }
      };
    }
  }

  /** Times at which a window opens or a deadline falls, for the run to wake them. */
  *moments(): Generator<[at: Micros, index: number]> {
    for (const [index, property] of this.properties.entries()) {
      if (property.kind === 'level') continue;
      yield [property.from ?? 0, index];
      if (property.kind === 'eventually') yield [(property.from ?? 0) + property.within + 1, index];
    }
  }

  check(index: number): void {
    this.trackers[index]?.check(-1);
  }

  holds(condition: Condition, reader: Reader): boolean {
    const happened = (happening: Happening) => {
      const entry = this.counts.get(happeningKey(happening));
      entry?.cell.readBy(reader);
      return entry?.count ?? 0;
    };
    return this.world.reads.during(reader, () => holds(condition, this.view, happened));
  }

  /** The verdicts as of now; `isOver` makes open safety properties pass and open `sometimes` fail. */
  outcomes(levels: ReadonlyMap<string, ServiceLevel>, isOver: boolean): Outcome[] {
    return this.trackers.map((tracker) => tracker.outcome(levels, isOver));
  }

  save() {
    return {
      names: this.properties.map(({ name }) => name),
      trackers: this.trackers.map((tracker) => ({ ...tracker.decided })),
      counts: [...this.counts].map(([key, { count }]) => [key, count] as const),
    };
  }

  /** False when a fork asks other properties than the run it left: these start anew. */
  load(state: ReturnType<Properties['save']>): boolean {
    if (state.names.join() !== this.properties.map(({ name }) => name).join()) return false;
    for (const [key, count] of state.counts) {
      const entry = this.counts.get(key);
      if (entry) entry.count = count;
    }
    for (const [i, decided] of state.trackers.entries()) this.trackers[i]?.load({ ...decided });
    return true;
  }
}

class Tracker {
  decided: { verdict: Verdict; at: Micros | undefined; record: number } = { verdict: 'unknown', at: undefined, record: -1 };
  private readonly reader: Reader;

  constructor(
    private readonly all: Properties,
    private readonly world: World,
    private readonly property: Property,
  ) {
    const isSafety = property.kind === 'always' || property.kind === 'never';
    this.reader = world.reads.add((number) => ({
      number,
      epoch: 0,
      stale: (cause) => {
        if (this.decided.verdict === 'unknown') (isSafety ? world.dirty : world.dirtyAtEnd).push(() => this.check(cause));
      },
    }));
  }

  load(decided: Tracker['decided']): void {
    this.decided = decided;
    if (decided.verdict === 'unknown') this.check(-1);
  }

  check(cause: number): void {
    const { property, world } = this;
    if (property.kind === 'level' || this.decided.verdict !== 'unknown') return;
    const { now } = world.schedule;
    const isOpen = now >= (property.from ?? 0) && (property.to === undefined || now < property.to);
    if (!isOpen) return;
    const isTrue = this.all.holds(property.condition, this.reader);
    if (property.kind === 'always' ? !isTrue : property.kind === 'never' ? isTrue : false) this.decide('failed', cause);
    if (property.kind === 'sometimes' && isTrue) this.decide('passed', cause);
    if (property.kind === 'eventually') {
      const deadline = (property.from ?? 0) + property.within;
      if (isTrue && now <= deadline) this.decide('passed', cause);
      else if (now > deadline) this.decide('failed', cause, deadline);
    }
  }

  outcome(levels: ReadonlyMap<string, ServiceLevel>, isOver: boolean): Outcome {
    const { property, decided } = this;
    const base = { name: property.name, kind: property.kind, text: '' };
    if (property.kind === 'level') return { ...base, ...this.level(property.level, levels), at: undefined };
    if (decided.verdict !== 'unknown' || !isOver) return { ...base, ...decided };
    const verdict = property.kind === 'always' || property.kind === 'never' ? 'passed' : property.kind === 'sometimes' ? 'failed' : 'unknown';
    return { ...base, verdict, at: undefined, record: -1 };
  }

  private level(bounds: LevelBounds, levels: ReadonlyMap<string, ServiceLevel>): { verdict: Verdict; text: string; record: number } {
    const level = levels.get(bounds.path);
    if (!level) return { verdict: 'unknown', text: `no path "${bounds.path}"`, record: -1 };
    const worst = level.outages.reduce((most, { from, to }) => Math.max(most, to - from), 0);
    const found: [string, number, { atLeast?: number; atMost?: number } | undefined, (value: number) => string][] = [
      ['availability', level.availability, bounds.availability, percent],
      ['mean share', level.meanShare, bounds.meanShare, percent],
      ['longest outage', worst, bounds.outage, formatDuration],
      ['outages', level.outages.length, bounds.outages, String],
    ];
    const broken = found.filter(([, value, bound]) => bound && (value < (bound.atLeast ?? value) || value > (bound.atMost ?? value)));
    const longest = level.outages.find(({ from, to }) => to - from === worst);
    const text = (broken.length > 0 ? broken : found.filter(([, , bound]) => bound)).map(([what, value, , show]) => `${what} ${show(value)}`);
    return { verdict: broken.length > 0 ? 'failed' : 'passed', text: text.join(', '), record: longest?.record ?? -1 };
  }

  private decide(verdict: Verdict, cause: number, at = this.world.schedule.now): void {
    this.decided = { verdict, at, record: cause };
  }
}

const percent = (value: number) => `${(value * 100).toFixed(3)} %`;
