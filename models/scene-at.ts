/** One moment of a scene. */
import type { Micros } from '../sim/index.ts';
import type { PathStretch, Scene } from './scene.ts';
import type { Facet } from './scene-facets.ts';

export interface ActorState {
  id: string;
  kind: string;
  name: string;
  state: string;
  since: Micros;
  facets: Record<string, Facet>;
}

export interface Moment {
  actors: ActorState[];
  paths: (PathStretch & { name: string })[];
}

/** Who is there at a time, in which state, with which facets, and how each path fares. */
export function momentOf(scene: Scene, at: Micros): Moment {
  const actors = scene.actors.flatMap(({ id, kind, name, changes }): ActorState[] => {
    let state = '';
    let since = 0;
    const facets: Record<string, Facet> = {};
    for (const change of changes) {
      if (change.at > at) break;
      if (change.state !== state) since = change.at;
      state = change.state;
      Object.assign(facets, change.facets);
    }
    return state === '' ? [] : [{ id, kind, name, state, since, facets }];
  });
  const paths = scene.paths.flatMap(({ name, stretches }) => {
    const found = stretches.findLast((stretch) => stretch.at <= at);
    return found ? [{ name, ...found }] : [];
  });
  return { actors, paths };
}

/** Who holds which place of a pool at a time, lowest place first. */
export function holdersOf({ changes }: Scene['pools'][number], at: Micros): [place: number, owner: string][] {
  const owners = new Map<number, string>();
  for (const change of changes) {
    if (change.at > at) break;
    if (change.place < 0) continue;
    if (change.owner === undefined) owners.delete(change.place);
    else owners.set(change.place, change.owner);
  }
  return [...owners].sort(([a], [b]) => a - b);
}
