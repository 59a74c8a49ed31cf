import { describe, expect, it } from 'vitest';
import { agentKind } from '../../models/downstream/agent.ts';
import { podKind } from '../../models/kubernetes/pod.ts';
import { rancherKind } from '../../models/rancher/server.ts';
import { View } from '../../sim/index.ts';
import { article } from './designs.ts';
import { longestOutage, ran, secondsUntil, seeds } from './runs.ts';

const platform = (change: (data: ReturnType<typeof Object>) => void = () => {}) =>
  article((data) => {
    data.downstream.atStart = 4;
    change(data);
  });

const upgrade = (version = '2.5.9', at = '600s') => ({ at, operation: 'upgrade-rancher', version });

const notesOf = (timeline: unknown[], design = platform()) => ran(design, timeline).records.flatMap(({ kind, event }) => (kind === 'note' ? [event] : []));

describe('an upgrade of Rancher', () => {
  // rancher/rancher chart/templates/deployment.yaml: maxSurge 1, maxUnavailable 1.
  it('has at most one replica more than asked for, and at most one fewer that is ready', () => {
    for (const seed of seeds(5)) {
      const { run, records } = ran(platform(), [upgrade()], seed, '601s');
      expect(records.some(({ event }) => event === 'upgraded')).toBe(false);
      const view = new View(run.world);
      for (let second = 601; second < 900; second++) {
        run.advance(second * 1_000_000);
        const pods = view.with('app', 'rancher', podKind);
        expect(pods.filter((pod) => pod.is('ready')).length).toBeGreaterThanOrEqual(2);
        expect(pods.filter((pod) => !pod.is('gone') && !pod.is('terminating')).length).toBeLessThanOrEqual(4);
      }
    }
  });

  it('ends with every replica and every agent in the new version, and the same number of each', () => {
    const view = new View(ran(platform(), [upgrade()]).run.world);
    expect(view.get('rancher', rancherKind).data.version).toBe('2.5.9');
    expect(view.with('app', 'rancher', podKind).map((pod) => [pod.state, pod.data.startup.image, pod.data.revision])).toEqual(
      Array(3).fill(['ready', 'rancher/rancher:v2.5.9', 1]),
    );
    expect(view.all(agentKind).map(({ state, data }) => [state, data.version])).toEqual(Array(5).fill(['connected', '2.5.9']));
  });

  // rancher/rancher#21386: about 30 s before agents change; and not before a replica of the new version leads (facts 5.2: 43-50 s).
  it('deploys the agents 30 to 60 s after the last old replica has gone', () => {
    for (const seed of seeds(10)) {
      const { records } = ran(platform(), [upgrade()], seed);
      const at = records.find(({ event }) => event === 'upgraded')?.at ?? 0;
      const time = secondsUntil(records, at / 1_000_000, ({ event }) => event === 'redeploy');
      expect(time).toBeGreaterThanOrEqual(30);
      expect(time).toBeLessThanOrEqual(60);
    }
  });

  // facts 5.4 formula: 3(C+1) + 2 (2.2), 4(C+1) + 8 in 2.5, further projects beside; four of the system.
  it('takes the namespaces that its version wants, whatever projects there are', () => {
    for (const [version, taken] of [
      ['2.3.3', 4 + (3 * 5 + 4 * 2) + 3],
      ['2.5.9', 4 + (4 * 5 + 4 * 2) + 8],
    ] as const) {
      const design = platform((data) => {
        data.downstream.extraProjectsPerCluster = 2;
      });
      expect(ran(design, [upgrade(version)]).pools.find(({ name }) => name === 'pods-ip-block')?.taken).toBe(taken);
    }
  });

  // facts 5.3: 10 s in 2.2.8, 60 s from 2.2.9; what a design says itself holds in every version.
  it('gives the agents the timers of their new version, unless the design has its own', () => {
    const cut = { at: '1200s', fault: 'disconnect', target: 'agent/c-00001' };
    const own = platform((data) => {
      data.parameters = { 'downstream.agent.deadPeer': '20s' };
    });
    const missed = (design: ReturnType<typeof platform>, version: string) =>
      secondsUntil(ran(design, [upgrade(version), cut]).records, 1_200, ({ event }) => event === 'after deadPeer');
    expect(missed(platform(), '2.2.9')).toBeGreaterThanOrEqual(55);
    expect(missed(own, '2.2.9')).toBeLessThanOrEqual(20);
  });

  it('waits where the new image cannot be pulled, with two old replicas that serve', () => {
    const { records, run, ...rest } = ran(platform(), [{ at: '60s', fault: 'outage', target: 'registry-0' }, upgrade()]);
    expect(records.some(({ event }) => event === 'upgraded')).toBe(false);
    const view = new View(run.world);
    expect(
      view
        .with('app', 'rancher', podKind)
        .filter((pod) => pod.is('ready'))
        .map(({ data }) => data.revision),
    ).toEqual([0, 0]);
    expect(longestOutage({ records, run, ...rest }, 'rancher-ui')).toBe(0);
  });

  it('is refused for an older version, the same one, while one goes on, and where the image is pinned', () => {
    expect(
      notesOf([upgrade('2.2.4'), upgrade('2.2.8'), upgrade('2.3.5', '700s'), upgrade('2.5.9', '705s')]).filter((note) => note.startsWith('cannot')),
    ).toEqual([
      'cannot upgrade Rancher to 2.2.4: 2.2.4 is older; what 2.2.8 wrote stays in the API',
      'cannot upgrade Rancher to 2.2.8: it is 2.2.8 already',
      'cannot upgrade Rancher to 2.5.9: its replicas are still being replaced by those of 2.3.5',
    ]);
    const pinned = platform((data) => {
      data.rancher.imageTag = 'latest';
    });
    expect(notesOf([upgrade()], pinned)[0]).toBe("cannot upgrade Rancher to 2.5.9: its image is set to rancher/rancher:latest, whatever the chart's version");
  });
});
