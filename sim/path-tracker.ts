/** One path in one world: when to ask again, and the history of its answers. */
import { type Answer, isWhole, type Path, type Segment, type ServiceLevel, serviceLevel } from './path.ts';
import { Cell, type Reader } from './reads.ts';
import type { Micros } from './time.ts';
import { View } from './view.ts';
import type { World } from './world.ts';

export class PathTracker {
  readonly cell = new Cell();
  readonly reader: Reader;
  isStale = false;
  segments: Segment[] = [];
  private answer: Answer | undefined;
  private cause = -1;
  private root = -1;
  private recheck: { slot: number; at: Micros } | undefined;
  private readonly view: View;

  constructor(
    private readonly world: World,
    readonly path: Path,
  ) {
    this.view = new View(world);
    this.markStale();
    this.reader = world.reads.add((number) => ({ number, epoch: 0, stale: (cause) => this.stale(cause) }));
  }

  get share(): number {
    return this.answer?.share ?? 1;
  }

  /** The present answer, with its hops. */
  get current(): Answer | undefined {
    return this.answer;
  }

  /** Asks, and records a change. */
  ask(): void {
    const { world } = this;
    this.isStale = false;
    world.stalePaths--;
    const before = this.answer;
    const answer = world.reads.during(this.reader, () => this.path.ask(this.view));
    this.answer = answer;
    this.scheduleRecheck(answer.until);
    const isSame = before && before.share === answer.share && (before.delay ?? 0) === (answer.delay ?? 0) && before.reason === answer.reason;
    if (isSame) return;
    const isFirst = before === undefined;
    // What time alone changes later goes back to the start.
    if (isFirst && this.cause < 0) Object.assign(this, { cause: world.cause, root: world.root });
    world.cause = this.causeOf(answer);
    world.root = this.root;
    const from = isFirst ? '' : describe(before);
    const to = describe(answer);
    let record = -1;
    // The first answer is the start, not a change.
    if (!isFirst && from !== to) record = world.add('path', this.path.name, 'share', from, to);
    this.segments.push({ from: world.schedule.now, share: answer.share, delay: answer.delay ?? 0, reason: answer.reason ?? '', record });
    if (record < 0) return;
    world.cause = record;
    world.reads.touch(this.cell, record);
    world.workforce.pathChanged(this.path.name, { cause: record, root: world.root });
  }

  serviceLevel(until: Micros): ServiceLevel {
    return serviceLevel(this.path.name, this.segments, until);
  }

  /** Asks again after a checkpoint, so that its reads are known; the answer is the one it had. */
  reread(): void {
    this.isStale = false;
    this.world.stalePaths--;
    const answer = this.world.reads.during(this.reader, () => this.path.ask(this.view));
    if (this.answer) this.answer = answer;
  }

  save() {
    return {
      name: this.path.name,
      answer: this.answer && { ...this.answer },
      cause: this.cause,
      root: this.root,
      recheck: this.recheck && { ...this.recheck },
      segments: this.segments.map((segment) => ({ ...segment })),
    };
  }

  load(state: ReturnType<PathTracker['save']>): void {
    this.markStale();
    this.answer = state.answer;
    this.cause = state.cause;
    this.root = state.root;
    this.recheck = state.recheck && { ...state.recheck };
    this.segments = state.segments.map((segment) => ({ ...segment }));
  }

  private markStale(): void {
    if (!this.isStale) this.world.stalePaths++;
    this.isStale = true;
  }

  private stale(cause: number): void {
    this.markStale();
    this.recheck = this.recheck && this.recheck.at > this.world.schedule.now ? this.recheck : undefined;
    if (cause >= 0) {
      this.cause = cause;
      this.root = this.world.root;
    }
  }

  /** What is lost is explained by what the path blames; a whole answer by what changed last. */
  private causeOf(answer: Answer): number {
    if (isWhole(answer.share)) return this.cause;
    const blamed = (answer.blame ?? []).map((id) => this.world.find(id)?.lastRecord ?? -1).filter((record) => record >= 0);
    return blamed.length > 0 ? Math.max(...blamed) : this.cause;
  }

  private scheduleRecheck(at: Micros | undefined): void {
    if (this.recheck && this.recheck.at === at) return;
    if (this.recheck) this.world.schedule.cancel(this.recheck.slot);
    this.recheck = at === undefined ? undefined : { slot: this.world.schedulePath(at, this), at };
  }
}

/** An answer in a few words: `1`, `0.667 connection refused by nginx-2`, `1 after 5 s`. */
function describe({ share, delay, reason }: Answer): string {
  const part = isWhole(share) ? '1' : String(Math.round(share * 1_000) / 1_000);
  const wait = delay ? ` after ${delay / 1_000_000} s` : '';
  return `${part}${wait}${reason ? ` ${reason}` : ''}`;
}
