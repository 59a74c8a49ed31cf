/** A finished run as a page draws it, from its scene, its trace and its result. */
import { basename } from 'node:path';
import type { ScenarioSpec } from '../../models/index.ts';
import { type Scene, storyOf } from '../../models/index.ts';
import { type Micros, type Run, type RunResult, toSeconds } from '../../sim/index.ts';
import { evidence } from '../chain.ts';
import type { LoadedScenario } from '../load.ts';
import { runJson } from '../report.ts';
import type { LevelBody, PropertyBody, StoryLineBody } from './protocol.ts';
import type { ActorChange, FaultBody, PathSegment, PoolChange, Timeline } from './timeline-protocol.ts';

/** A run that was carried out again, with everything that can be asked of it. */
export interface Held {
  loaded: LoadedScenario;
  spec: ScenarioSpec;
  run: Run;
  result: RunResult;
  scene: Scene;
  /** Its timeline as JSON, once it has been asked for. */
  timeline?: Uint8Array;
}

const orNull = (at: Micros | undefined): number | null => (at === undefined ? null : toSeconds(at));

export function timelineOf(id: string, held: Held): Timeline {
  const { loaded, spec, run, result, scene } = held;
  const story = storyLines(run);
  const faults = faultsOf(held);
  const narration = narrationOf(run);
  return {
    run: id,
    scenario: loaded.scenario.name,
    title: loaded.scenario.title,
    design: loaded.design.name,
    seed: spec.seed,
    start: loaded.design.start,
    until: toSeconds(result.until),
    hash: result.hash,
    verdict: result.verdict,
    records: run.world.trace.length,
    actors: scene.actors.map(({ changes, ...actor }) => ({
      ...actor,
      changes: changes.map(({ at, state, record, facets }): ActorChange => {
        const known = [toSeconds(at), state, record] as const;
        return facets ? [...known, facets as Record<string, string>] : [...known];
      }),
    })),
    paths: scene.paths.map(({ name, stretches }) => ({ name, segments: stretches.map(segment) })),
    pools: scene.pools.map(({ changes, ...pool }) => ({
      ...pool,
      exhaustedAt: orNull(run.world.pools.get(pool.name)?.exhaustedAt),
      changes: changes.map(({ at, place, owner, record }): PoolChange => [toSeconds(at), place, owner ?? null, record]),
    })),
    faults,
    narration,
    story,
    properties: propertiesOf(held),
    levels: levelsOf(result),
    instants: instantsOf(run, new Set([...story, ...faults, ...narration].map(({ record }) => record))),
  };
}

const segment = ({ at, share, delay, reason, record, hops }: Scene['paths'][number]['stretches'][number]): PathSegment => ({
  at: toSeconds(at),
  share,
  delay: toSeconds(delay),
  reason,
  record,
  hops: [...hops],
});

export const storyLines = (run: Run): StoryLineBody[] =>
  storyOf(run).map(({ at, sign, text, aside, record }) => ({ at: toSeconds(at), sign, text, aside: aside ?? null, record }));

export function propertiesOf({ loaded, spec, run, result }: Held): PropertyBody[] {
  const { properties } = runJson({ loaded, spec, run, result, took: 0 });
  return properties.map((property, i) => {
    const { record, at } = result.outcomes[i] as RunResult['outcomes'][number];
    return { ...property, record: record >= 0 ? record : evidence(spec.properties?.[i], at ?? result.until, run) };
  });
}

export const levelsOf = ({ levels }: RunResult): LevelBody[] =>
  levels.map(({ name, availability, meanShare, longestDelay, outages }) => ({
    name,
    availability,
    meanShare,
    longestDelay: toSeconds(longestDelay),
    outages: outages.map(({ from, to, share, reason, record }) => ({ from: toSeconds(from), to: toSeconds(to), share, reason, record })),
  }));

/** Scripted faults and drawn failures, with their ends: as healed, or as the script says. */
function faultsOf({ run, spec }: Held): FaultBody[] {
  const faults = new Map<number, FaultBody>();
  for (const { kind, index, at, actor, event, to, cause } of run.world.trace.records()) {
    const healed = kind === 'heal' ? faults.get(cause) : undefined;
    if (healed) healed.until = toSeconds(at);
    if (kind !== 'fault' && kind !== 'failure') continue;
    const entry = kind === 'fault' ? spec.script.find((one) => one.kind === 'fault' && one.at === at && one.verb === event) : undefined;
    const lasts = entry?.kind === 'fault' ? entry.duration : undefined;
    const until = lasts === undefined ? null : toSeconds(at + lasts);
    faults.set(index, { at: toSeconds(at), until, kind, verb: event, targets: actor.split(', '), text: to, record: index });
  }
  return [...faults.values()];
}

function narrationOf(run: Run): Timeline['narration'] {
  const lines: Timeline['narration'] = [];
  for (const { kind, actor, at, event, index } of run.world.trace.records()) {
    if (kind === 'note' && actor === 'narration') lines.push({ at: toSeconds(at), text: event, record: index });
  }
  return lines;
}

/** Every time at which something happened; those matter that the story, a fault or a path has a record at. */
function instantsOf({ world }: Run, told: ReadonlySet<number>): Timeline['instants'] {
  const instants: Timeline['instants'] = { at: [], record: [], matters: [] };
  let last = -1;
  for (const { at, index, kind, actor } of world.trace.records()) {
    if (at !== last) {
      instants.at.push(toSeconds(at));
      instants.record.push(index);
      last = at;
    }
    const isPath = kind === 'path' && actor !== 'agent-tunnel' && world.paths.get(actor)?.path.isInternal !== true;
    const now = instants.at.length - 1;
    if ((isPath || kind === 'heal' || told.has(index)) && instants.matters.at(-1) !== now) instants.matters.push(now);
  }
  return instants;
}

/** `designs/article.yaml` as `article`. */
export const idOf = (file: string): string => basename(file).replace(/\.ya?ml$/, '');
