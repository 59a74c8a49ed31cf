/** The scene of a run is the run: at any time it shows the states and facets that the actors then have. */
import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { loadScenario } from '../../api/load.ts';
import { compileScenario, holdersOf, momentOf, SceneRecorder } from '../../models/index.ts';
import { facetsOf } from '../../models/scene-facets.ts';
import { Run, simulate } from '../../sim/index.ts';

const shipped = readdirSync('scenarios').filter((name) => name.endsWith('.yaml'));

describe.each(shipped)('%s', (name) => {
  const { scenario, design } = loadScenario(`scenarios/${name}`);
  const spec = compileScenario(scenario, design);

  it('is recorded without a difference to the run, and shows it at every time', () => {
    const run = new Run(spec);
    const recorder = new SceneRecorder(run);
    while (recorder.next());
    const scene = recorder.scene();
    expect(run.result().hash).toBe(simulate(spec).hash);

    const live = new Run(spec);
    const step = spec.until / 40;
    for (let at = 0; at <= spec.until; at = Math.floor(at + step)) {
      const { world } = live.advance(at);
      const actors = world.actors.filter((actor) => actor !== undefined);
      const moment = momentOf(scene, at);
      expect(new Map(moment.actors.map(({ id, state }) => [id, state]))).toEqual(new Map(actors.map(({ id, state }) => [id, state])));
      for (const { id, facets } of moment.actors) expect(facets, `${id} at ${at}`).toEqual(facetsOf(world.find(id) as (typeof actors)[number]));
      for (const path of moment.paths) {
        const { share = 1, reason = '', hops = [] } = world.paths.get(path.name)?.current ?? {};
        expect(path).toMatchObject({ share, reason, hops });
      }
      for (const pool of scene.pools) expect(holdersOf(pool, at)).toEqual([...(world.pools.get(pool.name)?.holders() ?? [])]);
    }
  });
});
