/** The story of a run: who has never seen Paddock reads what failed, who noticed, and whether users felt it. */

import { describe, expect, it } from 'vitest';
import type { AnyStateNode } from 'xstate';
import { loadScenario } from '../../api/load.ts';
import { compileScenario, kinds, type StoryLine, storyOf, textOf } from '../../models/index.ts';
import { phrases } from '../../models/story/sentence.ts';
import { type Run, simulate } from '../../sim/index.ts';

function run(name: string, set: string[] = []): Run {
  const { scenario, design } = loadScenario(`scenarios/${name}.yaml`, { set });
  return simulate(compileScenario(scenario, design)).run;
}

const story = (name: string, set?: string[]): StoryLine[] => storyOf(run(name, set));

/** A story without its times, for comparison by pattern and order. */
const told = (lines: readonly StoryLine[]): string =>
  lines.map(({ sign, text, aside }) => [sign || ' ', text, aside].filter((part) => part !== undefined).join(' ')).join('\n');

describe('the story', () => {
  it('of a lost host tells harm, who noticed, what users felt and the return, in this order', () => {
    const text = told(story('host-failure'));
    const order = [
      /✖ esx-02 loses power fault, lasts 45 m/,
      /✖ master-1 \(etcd leader\), worker-2 stop with esx-02/,
      /✖ etcd has no leader/,
      /✖ Rancher's page fails for everybody no login/,
      /✖ kubectl fails for everybody etcd has no leader/,
      /★ etcd elects master-\d [\d.]+ s without writes/,
      /◐ Rancher's page fails for 1 in 3 no answer from nginx-ingress-2/,
      /✔ kubectl answers everybody again after [\d.]+ s/,
      /● vSphere HA finds esx-02 dead/,
      /● vSphere HA restarts master-1, worker-2 on esx-\d\d/,
      /◌ worker-2 is marked NotReady its pods leave the Endpoints/,
      /✔ Rancher's page answers everybody again after [\d.]+ s/,
      /✔ master-1, worker-2 run again|✔ master-1 runs again|✔ worker-2 runs again/,
      /✔ esx-02 is up/,
    ];
    const places = order.map((pattern) => text.search(pattern));
    expect(places).not.toContain(-1);
    expect(places).toEqual([...places].sort((a, b) => a - b));
  });

  it('keeps to what mattered: a line a fact, and far fewer than there are records', () => {
    for (const name of ['host-failure', 'namespace-exhaustion', 'edge-failover']) {
      const whole = run(name);
      expect(storyOf(whole).length).toBeLessThan(40);
      expect(storyOf(whole).length).toBeLessThan(whole.world.trace.length / 10);
    }
  });

  it('folds what is alike: imports, refusals, tunnels', () => {
    const text = told(story('namespace-exhaustion'));
    expect(text).toMatch(/^ {2}82 clusters are imported over \d+ h/m);
    expect(text).toMatch(/✖ pods-ip-block is exhausted all 256 taken/);
    expect(text).toMatch(/◌ namespaces .+, .+ stay without network the pods IP block is exhausted/);
    expect(text).toMatch(/◌ pods shop-0, shop-1 stay ContainerCreating/);
    const edge = told(story('edge-failover'));
    expect(edge.match(/tunnels are down/g)).toHaveLength(1);
    expect(edge).toMatch(/✔ every tunnel is open again after [\d.]+ s/);
  });

  it('says when a quorum is lost, and not only a leader', () => {
    const text = told(story('etcd-quorum-loss'));
    expect(text).toMatch(/✖ etcd has no leader\n/);
    expect(text).toMatch(/✖ etcd has lost its quorum: 1 of 3 members left/);
  });

  it('of a quiet run is empty', () => {
    const { scenario, design } = loadScenario('scenarios/host-failure.yaml');
    expect(storyOf(simulate(compileScenario({ ...scenario, timeline: [] }, design)).run)).toEqual([]);
  });

  it('is in order of time, and each line begins with a record of its moment', () => {
    const whole = run('worker-loss');
    const lines = storyOf(whole);
    for (const { at, record } of lines) expect(whole.world.trace.record(record).at).toBe(at);
    expect(lines.map(({ at }) => at)).toEqual(lines.map(({ at }) => at).sort((a, b) => a - b));
  });
});

describe('a sentence', () => {
  const nodes = (node: AnyStateNode): AnyStateNode[] => [node, ...Object.values(node.states).flatMap(nodes)];

  it('is there for every event of every machine', () => {
    const missing = kinds.flatMap(({ name, machine }) => {
      const events = nodes(machine.root as AnyStateNode).flatMap((node) => [...node.transitions.keys()]);
      return events
        .map((event) => (event.startsWith('xstate.after.') ? `after ${event.split('.')[2]}` : event))
        .flatMap((event) => (phrases[name]?.[event] === undefined ? [`${name}: ${event}`] : []));
    });
    expect([...new Set(missing)]).toEqual([]);
  });

  it('is there for every record of a run, without names of machines’ inner states', () => {
    for (const name of ['host-failure', 'namespace-exhaustion', 'worker-loss-eviction', 'host-isolation', 'vm-hangs', 'datastore-destroyed']) {
      const whole = run(name);
      for (const record of whole.world.trace.records()) expect(textOf(record, whole)).not.toMatch(/undefined|goes from|xstate|\[object/);
    }
  });
});
