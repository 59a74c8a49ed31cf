/**
 * A question asked of the present state, hop by hop: does a browser reach Rancher? The answer is a share, the fraction
 * of load-balancing choices that succeed, with the delay paid, and the reason where it ends. Asked again only when
 * something it read has changed, so that availability is exact time, not samples.
 */
import type { Micros } from './time.ts';
import type { View } from './view.ts';

/** One step on the way, for drawing: where the request is, and how it fares there. */
export interface Hop {
  at: string;
  share: number;
  reason?: string;
}

export interface Answer {
  /** 0 to 1. */
  share: number;
  /** The longest delay that a successful request meets, in µs. */
  delay?: Micros;
  /** Why the rest fails, in a few words. */
  reason?: string;
  /** The actors to ask about it; the last to change is the cause. */
  blame?: readonly string[];
  hops?: readonly Hop[];
  /** When the answer would change by itself, in µs. */
  until?: Micros;
}

export interface Path {
  readonly name: string;
  /** Paths for controllers' use are evaluated like any other and left out of reports. */
  readonly isInternal?: boolean;
  ask(view: View): Answer;
}

/** A stretch of time with one answer. */
export interface Segment {
  from: Micros;
  share: number;
  delay: Micros;
  reason: string;
  record: number;
}

export interface Outage {
  from: Micros;
  to: Micros;
  /** The lowest share met. */
  share: number;
  /** The reason at that time, and the record that says so. */
  reason: string;
  record: number;
}

export interface ServiceLevel {
  name: string;
  /** Time with share 1, as a fraction. */
  availability: number;
  meanShare: number;
  longestDelay: Micros;
  outages: Outage[];
}

/** Shares within rounding of 1 are whole. */
export const isWhole = (share: number): boolean => share > 1 - 1e-9;

/** A path's service level from its segments up to `until`. */
export function serviceLevel(name: string, segments: readonly Segment[], until: Micros): ServiceLevel {
  let whole = 0;
  let integral = 0;
  let longestDelay = 0;
  const outages: Outage[] = [];
  let open: Outage | undefined;
  for (const [i, segment] of segments.entries()) {
    const to = Math.min(segments[i + 1]?.from ?? until, until);
    const length = to - segment.from;
    // An instant asked twice leaves a stretch of no length.
    if (length <= 0) continue;
    integral += segment.share * length;
    longestDelay = Math.max(longestDelay, segment.delay);
    if (isWhole(segment.share)) {
      whole += length;
      open = undefined;
    } else {
      if (!open) outages.push((open = { from: segment.from, to, share: segment.share, reason: segment.reason, record: segment.record }));
      open.to = to;
      if (segment.share < open.share) Object.assign(open, { share: segment.share, reason: segment.reason, record: segment.record });
    }
  }
  const fraction = (part: number) => (until === 0 ? 1 : part / until);
  return { name, availability: fraction(whole), meanShare: fraction(integral), longestDelay, outages };
}
