import { describe, expect, it } from 'vitest';
import { compileScenario } from '../../models/index.ts';
import { min, s, simulate } from '../../sim/index.ts';
import { article, scenario } from './designs.ts';

const told = (alerts: unknown[], timeline: unknown[], duration = '3h') => {
  const design = article((data) => {
    data.monitoring = { alerts };
  });
  const { run } = simulate(compileScenario(scenario({ timeline, duration }), design, 5));
  const records = [...run.world.trace.records()].filter(({ kind, actor }) => kind === 'transition' && actor.startsWith('alert/'));
  return { at: (to: string) => records.filter((record) => record.to === to && record.from !== record.to).map(({ at }) => at), records };
};

const nodeDown = { name: 'node-down', on: 'nodes' };

// seeds/003, 4.3: group wait buffers before the first message, group interval delays new ones, repeat interval repeats.
describe('an alert', () => {
  it('tells somebody one group wait after it is raised, and again at each repeat interval', () => {
    const { at, records } = told([nodeDown], [{ at: '10m', fault: 'crash', target: 'worker-1' }]);
    const [raised] = at('waiting') as [number];
    expect(raised).toBeGreaterThanOrEqual(min(10) + s(30));
    expect(raised).toBeLessThanOrEqual(min(10) + s(46));
    const sent = records.filter(({ to }) => to === 'told').map((record) => record.at - raised);
    expect(sent).toEqual([min(3), min(63), min(123)]);
  });

  it('that is over within the wait tells nobody', () => {
    const { at } = told([{ name: 'api', on: 'kube-api' }], [{ at: '10m', fault: 'kill', target: 'etcd leader', for: '1m' }]);
    expect(at('waiting')).toHaveLength(1);
    expect(at('told')).toEqual([]);
  });

  it('tells nobody while every worker is gone, since it runs on them', () => {
    const { at } = told([{ name: 'page', on: 'rancher-ui' }], [{ at: '10m', fault: 'crash', target: 'all of workers', for: '20m' }]);
    const [unsent] = at('unsent') as [number];
    expect(unsent).toBe(min(13));
    // The workers are back after 20 minutes and a boot; by then the page is too, or the alert is sent at its next interval.
    for (const sent of at('told')) expect(sent).toBeGreaterThan(min(30));
  });
});
