/** The play head: where it stands, whether and how fast it moves, and where it stops. */

import type { Static } from '@sinclair/typebox';
import type { Instants } from '../../api/server/timeline-protocol.ts';
import { indexAt } from '../scene/search.ts';

export const speeds = [1, 2, 4, 8, 16, 30, 60, 120, 300, 600, 1_800, 3_600] as const;

export interface Course {
  until: number;
  instants: Static<typeof Instants>;
  /** Where it may wait for a reader. */
  narration: readonly number[];
}

export class Clock {
  at = 0;
  isPlaying = false;
  speed = 8;
  /** Quiet stretches pass quickly. */
  isBrisk = true;
  /** Wait at narration. */
  waits = true;
  private course: Course = { until: 0, instants: { at: [], record: [], matters: [] }, narration: [] };
  private matters: readonly number[] = [];
  private readonly listeners = new Set<() => void>();
  private frame = 0;
  private last = 0;

  load(course: Course, at: number): void {
    this.pause();
    this.course = course;
    this.matters = course.instants.matters.map((i) => course.instants.at[i] as number);
    this.seek(at);
  }

  get until(): number {
    return this.course.until;
  }

  /** Called after each change; gives back what ends it. */
  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  seek(at: number): void {
    this.at = Math.max(0, Math.min(this.until, at));
    this.tell();
  }

  /** To the next instant, or the one before. */
  step(by: 1 | -1): void {
    this.pause();
    this.seek(neighbour(this.course.instants.at, this.at, by) ?? (by > 0 ? this.until : 0));
  }

  /** To the next thing that matters, or the one before. */
  jump(by: 1 | -1): void {
    this.pause();
    this.seek(neighbour(this.matters, this.at, by) ?? (by > 0 ? this.until : 0));
  }

  faster(by: 1 | -1): void {
    const now = speeds.indexOf(this.speed as (typeof speeds)[number]);
    this.speed = speeds[Math.max(0, Math.min(speeds.length - 1, now + by))] ?? this.speed;
    this.tell();
  }

  set(change: Partial<Pick<Clock, 'speed' | 'isBrisk' | 'waits'>>): void {
    Object.assign(this, change);
    this.tell();
  }

  toggle(): void {
    if (this.isPlaying) this.pause();
    else this.play();
  }

  play(): void {
    if (this.isPlaying || this.until === 0) return;
    if (this.at >= this.until) this.at = 0;
    this.isPlaying = true;
    this.last = performance.now();
    this.frame = requestAnimationFrame(this.move);
    this.tell();
  }

  pause(): void {
    if (!this.isPlaying) return;
    cancelAnimationFrame(this.frame);
    this.isPlaying = false;
    this.tell();
  }

  private readonly move = (now: number): void => {
    // A tab that slept goes on where it was; a first frame may be dated before the call that asked for it.
    const passed = Math.max(0, Math.min(0.1, (now - this.last) / 1_000));
    this.last = now;
    const from = this.at;
    const to = Math.min(this.until, advance(from, passed, this.speed, this.isBrisk ? this.matters : undefined, this.until));
    const stop = this.waits ? this.course.narration.find((at) => at > from && at <= to) : undefined;
    this.at = stop ?? to;
    if (stop !== undefined || this.at >= this.until) this.isPlaying = false;
    else this.frame = requestAnimationFrame(this.move);
    this.tell();
  };

  private tell(): void {
    for (const listener of this.listeners) listener();
  }
}

/** How much faster the middle of a quiet stretch passes, per second of distance to what borders it. */
const haste = 2.5;

/** Where the play head is after `passed` seconds of real time. Away from what matters it hurries, and never past it. */
export function advance(at: number, passed: number, speed: number, matters: readonly number[] | undefined, until: number): number {
  if (!matters) return at + passed * speed;
  const i = indexAt(matters, at);
  const since = at - (matters[i] ?? 0);
  const next = matters[i + 1] ?? until;
  const calm = Math.max(0, Math.min(since, next - at) - speed);
  const reached = at + passed * (speed + haste * calm);
  return at < next && reached > next ? Math.max(next, at + passed * speed) : reached;
}

function neighbour(times: readonly number[], at: number, by: 1 | -1): number | undefined {
  const i = indexAt(times, at);
  if (by > 0) return times[i + 1];
  return times[i] === at ? times[i - 1] : times[i];
}
