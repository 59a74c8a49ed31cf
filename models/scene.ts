/**
 * A run as a picture shows it: for every actor, path and pool the list of its changes, so that any moment can be drawn by
 * looking up the last change before it, forwards or backwards. Recorded while the run goes, instant by instant.
 */
import type { Answer, Hop, Micros, Run } from '../sim/index.ts';
import { type Facets, facetsOf, patchOf } from './scene-facets.ts';
import { nameOf } from './story/names.ts';

/** A state from a time on, with the record that led to it and the facets that changed. An empty state: it is gone. */
export interface ActorChange {
  at: Micros;
  state: string;
  /** -1 at the start. */
  record: number;
  facets: Facets | undefined;
}

export interface ActorScene {
  id: string;
  kind: string;
  name: string;
  changes: ActorChange[];
}

export interface PathStretch {
  at: Micros;
  share: number;
  delay: Micros;
  reason: string;
  record: number;
  hops: readonly Hop[];
}

/** A place taken by an owner, or given back; a place of -1 is a refusal of `owner`. */
export interface PoolChange {
  at: Micros;
  place: number;
  owner: string | undefined;
  record: number;
}

export interface PoolScene {
  name: string;
  capacity: number;
  /** What places are called, up to the highest ever taken. */
  labels: string[];
  changes: PoolChange[];
}

export interface Scene {
  actors: ActorScene[];
  paths: { name: string; stretches: PathStretch[] }[];
  pools: PoolScene[];
}

interface Watched {
  scene: ActorScene;
  facets: Facets;
}

/** Kinds that people remove: machines with a resize, and objects that they delete. */
const removable = new Set(['vm', 'node', 'instance', 'ingress', 'resource-quota']);

/** Takes a run forward and keeps its scene. */
export class SceneRecorder {
  private readonly watched = new Map<string, Watched>();
  /** Those that may be removed at any time, which leaves no record of their own: pods that have ended, and what people remove. */
  private readonly ended = new Set<string>();
  private readonly answers = new Map<string, Answer | undefined>();
  private readonly stretches = new Map<string, PathStretch[]>();
  private seenActors = 0;
  private seenRecords = 0;

  /** @param run one that stands at its start. */
  constructor(private readonly run: Run) {
    run.advance(run.now);
    this.look();
  }

  /** Takes the run through its next instant; false when that was the last. */
  next(): boolean {
    const { run } = this;
    const due = run.world.schedule.peek();
    const isLast = due > run.spec.until;
    run.advance(isLast ? run.spec.until : due);
    this.look();
    return !isLast;
  }

  /** The scene so far. */
  scene(): Scene {
    return {
      actors: [...this.watched.values()].map(({ scene }) => scene),
      paths: [...this.stretches].map(([name, stretches]) => ({ name, stretches })),
      pools: poolScenes(this.run),
    };
  }

  private look(): void {
    const { world } = this.run;
    for (; this.seenActors < world.actors.length; this.seenActors++) {
      const actor = world.actors[this.seenActors];
      if (actor) this.see(actor.id, actor.lastRecord);
    }
    const last = new Map<string, number>();
    for (; this.seenRecords < world.trace.length; this.seenRecords++) {
      const { kind, actor } = world.trace.record(this.seenRecords);
      if (kind === 'transition') last.set(actor, this.seenRecords);
    }
    for (const [id, record] of last) this.see(id, record);
    for (const id of this.ended) if (!world.find(id)) this.see(id, -1);
    this.seePaths();
  }

  private see(id: string, record: number): void {
    const actor = this.run.world.find(id);
    const at = this.run.now;
    let watched = this.watched.get(id);
    if (!actor) {
      this.ended.delete(id);
      if (watched && watched.scene.changes.at(-1)?.state !== '') watched.scene.changes.push({ at, state: '', record, facets: undefined });
      return;
    }
    if (!watched) this.watched.set(id, (watched = { scene: { id, kind: actor.kind, name: nameOf(id), changes: [] }, facets: {} }));
    const facets = facetsOf(actor);
    const patch = patchOf(watched.facets, facets);
    const { state } = actor;
    if (state === 'gone' || removable.has(actor.kind)) this.ended.add(id);
    const { changes } = watched.scene;
    if (changes.at(-1)?.state === state && !patch) return;
    changes.push({ at, state, record, facets: patch });
    watched.facets = facets;
  }

  private seePaths(): void {
    const { world, now } = this.run;
    for (const [name, { path, current, segments }] of world.paths) {
      if (path.isInternal || current === this.answers.get(name)) continue;
      this.answers.set(name, current);
      let stretches = this.stretches.get(name);
      if (!stretches) this.stretches.set(name, (stretches = []));
      const { share = 1, delay = 0, reason = '', hops = [] } = current ?? {};
      const stretch = { at: now, share, delay, reason, record: segments.at(-1)?.record ?? -1, hops };
      const before = stretches.at(-1);
      if (!before || !isAlike(before, stretch)) stretches.push(stretch);
    }
  }
}

function isAlike(a: PathStretch, b: PathStretch): boolean {
  if (a.share !== b.share || a.delay !== b.delay || a.reason !== b.reason || a.hops.length !== b.hops.length) return false;
  return a.hops.every(({ at, share, reason }, i) => at === b.hops[i]?.at && share === b.hops[i]?.share && reason === b.hops[i]?.reason);
}

/** From the trace, which names places by their labels. */
function poolScenes({ world }: Run): PoolScene[] {
  const scenes = new Map<string, { scene: PoolScene; places: Map<string, number>; label: (place: number) => string; most: number }>();
  for (const { name, capacity, label, isEnforced } of world.pools.values())
    scenes.set(name, { scene: { name, capacity, labels: [], changes: [] }, places: new Map(), label, most: isEnforced ? capacity : Number.POSITIVE_INFINITY });
  for (const { kind, actor, at, event, from, to, index } of world.trace.records()) {
    const found = kind === 'pool' ? scenes.get(actor) : undefined;
    if (!found) continue;
    const { scene, places, label, most } = found;
    // The lowest free place is taken, so that labels are met nearly in order.
    while (event !== 'refused' && !places.has(from) && scene.labels.length < most) {
      const name = label(scene.labels.length);
      places.set(name, scene.labels.length);
      scene.labels.push(name);
    }
    const place = event === 'refused' ? -1 : (places.get(from) as number);
    scene.changes.push({ at, place, owner: event === 'given' ? undefined : to, record: index });
  }
  return [...scenes.values()].map(({ scene }) => scene);
}
