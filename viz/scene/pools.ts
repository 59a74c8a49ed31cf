/** What is taken of a pool at a moment, and by whom. */
import { bisector } from 'd3-array';
import type { PoolTimeline, Timeline } from '../../api/server/timeline-protocol.ts';

export interface Taken {
  owner: string;
  since: number;
  record: number;
}

export interface PoolNow {
  name: string;
  capacity: number;
  taken: number;
  /** By place; free ones are absent. */
  places: ReadonlyMap<number, Taken>;
  isRefusing: boolean;
}

/** A place in the list of changes to go on from, so that a seek reads few of them. */
interface Checkpoint {
  index: number;
  places: ReadonlyMap<number, Taken>;
}

const every = 2_000;
const kept = new WeakMap<PoolTimeline, Checkpoint[]>();

function checkpointsOf(pool: PoolTimeline): Checkpoint[] {
  let list = kept.get(pool);
  if (list) return list;
  list = [{ index: 0, places: new Map() }];
  const places = new Map<number, Taken>();
  for (let i = 0; i < pool.changes.length; i++) {
    if (i > 0 && i % every === 0) list.push({ index: i, places: new Map(places) });
    apply(places, pool.changes[i] as PoolTimeline['changes'][number]);
  }
  kept.set(pool, list);
  return list;
}

function apply(places: Map<number, Taken>, [at, place, owner, record]: PoolTimeline['changes'][number]): void {
  if (place < 0) return;
  if (owner === null) places.delete(place);
  else places.set(place, { owner, since: at, record });
}

/** How many changes had happened at a time. */
const changesUntil = ({ changes }: PoolTimeline, at: number): number => bisector(([time]: PoolTimeline['changes'][number]) => time).right(changes, at);

let last: { pool: PoolTimeline; count: number; now: PoolNow } | undefined;

export function poolAt(pool: PoolTimeline, at: number): PoolNow {
  const count = changesUntil(pool, at);
  const isRefusing = pool.exhaustedAt !== null && pool.exhaustedAt <= at;
  if (last?.pool === pool && last.count === count && last.now.isRefusing === isRefusing) return last.now;
  const checkpoint = checkpointsOf(pool).findLast(({ index }) => index <= count) as Checkpoint;
  const places = new Map(checkpoint.places);
  for (let i = checkpoint.index; i < count; i++) apply(places, pool.changes[i] as PoolTimeline['changes'][number]);
  const now = { name: pool.name, capacity: pool.capacity, taken: places.size, places, isRefusing };
  last = { pool, count, now };
  return now;
}

/** How many places are taken at a time, without asking by whom. */
export function takenAt(pool: PoolTimeline, at: number): number {
  let totals = counted.get(pool);
  if (!totals) {
    let taken = 0;
    totals = pool.changes.map(([, place, owner]) => (taken += place < 0 ? 0 : owner === null ? -1 : 1));
    counted.set(pool, totals);
  }
  return totals[changesUntil(pool, at) - 1] ?? 0;
}

const counted = new WeakMap<PoolTimeline, number[]>();

/** A pool in small. */
export interface Bar {
  name: string;
  taken: number;
  capacity: number;
  isRefusing: boolean;
  record: number;
}

const weighed = new WeakMap<Timeline, readonly PoolTimeline[]>();

/** The pools in the order of how much they matter in a run: those that ran out, those that changed, the fullest. */
export function weightedPools(timeline: Timeline): readonly PoolTimeline[] {
  let order = weighed.get(timeline);
  if (!order) {
    const weight = ({ changes, exhaustedAt, capacity }: PoolTimeline) => {
      const taken = changes.reduce((sum, [, place, owner]) => sum + (place < 0 ? 0 : owner === null ? -1 : 1), 0);
      return (exhaustedAt === null ? 0 : 1e9) + 10 * changes.filter(([at]) => at > 0).length + taken / Math.max(1, capacity);
    };
    const weights = new Map(timeline.pools.map((pool) => [pool, weight(pool)]));
    order = [...timeline.pools].sort((a, b) => (weights.get(b) ?? 0) - (weights.get(a) ?? 0));
    weighed.set(timeline, order);
  }
  return order;
}

/** The two that matter most, as they are at a time. */
export const barsAt = (timeline: Timeline, at: number): Bar[] =>
  weightedPools(timeline)
    .slice(0, 2)
    .map((pool) => ({
      name: pool.name,
      taken: takenAt(pool, at),
      capacity: pool.capacity,
      isRefusing: pool.exhaustedAt !== null && pool.exhaustedAt <= at,
      record: recordAt(pool, at),
    }));

/** What last changed a pool; -1 when nothing has. */
export const recordAt = (pool: PoolTimeline, at: number): number => pool.changes[changesUntil(pool, at) - 1]?.[3] ?? -1;

/** Whose a place can be, coarsely: for colour and legend. */
export const groups: readonly string[] = ['this cluster', 'downstream clusters', 'other clusters'];

export function groupOf(owner: string): string {
  if (owner.startsWith('others')) return 'other clusters';
  return /ns\/([cp]-\d+|user-|cluster-fleet-)/.test(owner) ? 'downstream clusters' : 'this cluster';
}
