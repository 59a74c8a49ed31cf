/** Answers to questions about a finished run, in a worker. */
import { holdersOf, momentOf, nearest, textOf } from '../../models/index.ts';
import { formatMoment, s, toSeconds } from '../../sim/index.ts';
import type { Question } from './job.ts';
import { Stopped } from './load-job.ts';
import type { PoolsBody, StateBody, TracePage, WhyBody } from './protocol.ts';
import { chainOf, firstAfter, recordJson, recordLine } from './record.ts';
import { type Held, levelsOf, propertiesOf, storyLines, timelineOf } from './timeline.ts';

export function answer(id: string, held: Held, question: Question): unknown {
  switch (question.about) {
    case 'timeline':
      checkLength(held);
      held.timeline ??= new TextEncoder().encode(JSON.stringify(timelineOf(id, held)));
      return held.timeline;
    case 'times':
      return times(held);
    case 'records':
      return records(held, question);
    case 'texts':
      return records(held, question).records.map((record) => JSON.stringify(record));
    case 'lines':
      return lines(held, question);
    case 'state':
      return state(held, question.at);
    case 'why':
      return why(held, question);
    case 'story':
      return { lines: storyLines(held.run) };
    case 'properties':
      return { verdict: held.result.verdict, properties: propertiesOf(held) };
    case 'levels':
      return { levels: levelsOf(held.result) };
    case 'pools':
      return pools(held, question.at);
  }
}

/** Changes in a timeline; as JSON some 60 bytes each, and no text may be longer than 512 MiB. */
const changesMost = 4_000_000;

/** @throws Stopped for a timeline that nothing could draw. */
function checkLength({ scene }: Held): void {
  const changes = [...scene.actors, ...scene.pools].reduce((sum, { changes: { length } }) => sum + length, 0);
  if (changes <= changesMost) return;
  const detail = `its timeline has ${changes.toLocaleString('en')} changes, over the limit of ${changesMost.toLocaleString('en')}; its trace can be had page by page`;
  throw new Stopped({ status: 409, code: 'limit-reached', detail });
}

/** The time of every record, in seconds. */
function times({ run: { world } }: Held): Float64Array {
  const found = new Float64Array(world.trace.length);
  for (let index = 0; index < found.length; index++) found[index] = toSeconds(world.trace.record(index).at);
  return found;
}

function records({ run }: Held, { from, limit }: { from: number; limit: number }): TracePage {
  const { trace } = run.world;
  const to = Math.min(from + limit, trace.length);
  const page: TracePage['records'] = [];
  for (let index = from; index < to; index++) page.push(recordJson(trace.record(index), run));
  return { from, total: trace.length, next: to < trace.length ? to : null, records: page };
}

function lines({ run: { world } }: Held, { from, limit }: { from: number; limit: number }): { text: string; next: number | null } {
  const to = Math.min(from + limit, world.trace.length);
  let text = '';
  for (let index = from; index < to; index++) text += recordLine(world.trace.record(index));
  return { text, next: to < world.trace.length ? to : null };
}

/** @throws Stopped for a time after the end. */
function moment({ result }: Held, at: number): number {
  const time = s(at);
  if (time <= result.until) return time;
  throw new Stopped({ status: 422, code: 'too-late', detail: `the run ends at ${toSeconds(result.until)} s` });
}

function state(held: Held, seconds: number): StateBody {
  const at = moment(held, seconds);
  const { actors, paths } = momentOf(held.scene, at);
  return {
    at: toSeconds(at),
    actors: actors.map(({ since, facets, ...actor }) => ({ ...actor, since: toSeconds(since), facets: facets as Record<string, string> })),
    paths: paths.map(({ at: since, delay, hops, ...path }) => ({ ...path, since: toSeconds(since), delay: toSeconds(delay), hops: [...hops] })),
  };
}

function pools(held: Held, seconds: number): PoolsBody {
  const at = moment(held, seconds);
  return {
    at: toSeconds(at),
    pools: held.scene.pools.map((pool) => {
      const holders = holdersOf(pool, at).map(([place, owner]) => ({ place, label: pool.labels[place] ?? String(place), owner }));
      const refusal = pool.changes.find(({ place }) => place < 0);
      const exhaustedAt = refusal && refusal.at <= at ? toSeconds(refusal.at) : null;
      return { name: pool.name, capacity: pool.capacity, taken: holders.length, exhaustedAt, holders };
    }),
  };
}

function why(held: Held, { at, path, actor, record }: Extract<Question, { about: 'why' }>): WhyBody {
  const { run, result } = held;
  if (record !== undefined) return whyRecord(held, record);
  const time = moment(held, at ?? toSeconds(result.until));
  if (path !== undefined) {
    const known = result.levels.map(({ name }) => name);
    if (!known.includes(path)) throw unknown(`there is no path "${path}"`, path, known);
    const found = run.world.paths.get(path)?.segments.findLast(({ from }) => from <= time);
    const reason = found?.reason ? `: ${found.reason}` : '';
    const about = `${path} at ${formatMoment(time)}: ${Math.round((found?.share ?? 1) * 1_000) / 10} % of requests succeed${reason}`;
    return { about, at: toSeconds(time), record: found?.record ?? -1, chain: chainOf(found?.record ?? -1, run) };
  }
  const id = actor ?? '';
  const index = lastAbout(held, id, time);
  const known = held.scene.actors.map((one) => one.id);
  if (index < 0 && !known.includes(id) && !run.world.pools.has(id)) throw unknown(`there is nothing called "${id}"`, id, known);
  const about = index < 0 ? `nothing has happened to ${id} by ${formatMoment(time)}` : textOf(run.world.trace.record(index), run);
  return { about, at: toSeconds(time), record: index, chain: chainOf(index, run) };
}

function whyRecord({ run }: Held, record: number): WhyBody {
  const { trace } = run.world;
  if (record >= trace.length) {
    throw new Stopped({ status: 404, code: 'unknown-record', detail: `there is no record ${record}; the last is ${trace.length - 1}` });
  }
  const found = trace.record(record);
  return { about: textOf(found, run), at: toSeconds(found.at), record, chain: chainOf(record, run) };
}

/** The last record about an actor, a pool or a controller up to a time; -1 when there is none. */
function lastAbout({ run: { world } }: Held, actor: string, at: number): number {
  for (let index = firstAfter(world, at) - 1; index >= 0; index--) {
    const record = world.trace.record(index);
    if (record.actor === actor || (record.kind !== 'transition' && record.actor.split(', ').includes(actor))) return index;
  }
  return -1;
}

function unknown(detail: string, found: string, known: readonly string[]): Stopped {
  const guess = nearest(found, known).nearest;
  return new Stopped({ status: 404, code: 'unknown-name', detail: guess === undefined ? detail : `${detail}; did you mean "${guess}"?` });
}
