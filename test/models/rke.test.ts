import { describe, expect, it } from 'vitest';
import { checkDesign } from '../../models/check-design.ts';
import { checkScenario } from '../../models/check-scenario.ts';
import type { Problem } from '../../models/index.ts';
import { toSeconds } from '../../sim/index.ts';
import { article, design, onRke, raw, scenario } from './designs.ts';
import { longestOutage, ran, secondsUntil, seeds } from './runs.ts';

const told = (problems: readonly Problem[]) => problems.map(({ code, message, path }) => `${path.join('.')} ${code}: ${message}`);

describe('a design and its platform', () => {
  it('of RKE is right as it is shipped', () => {
    expect(told(checkDesign(onRke()))).toEqual([]);
  });

  it('may have the blocks of that platform alone', () => {
    const { nsx, bosh, pks } = raw('article');
    const mixed = onRke((data) => Object.assign(data, { nsx, bosh, pks }));
    expect(told(checkDesign(mixed))).toEqual([
      'nsx wrong-platform: "nsx" belongs to Enterprise PKS, and this design is on RKE',
      'bosh wrong-platform: "bosh" belongs to Enterprise PKS, and this design is on RKE',
      'pks wrong-platform: "pks" belongs to Enterprise PKS, and this design is on RKE',
    ]);
    const { rke } = raw('rke');
    const both = article((data) => Object.assign(data, { rke }));
    expect(told(checkDesign(both))).toEqual(['rke wrong-platform: "rke" belongs to RKE, and this design is on Enterprise PKS']);
  });

  it('has to have those that it cannot do without', () => {
    const bare = raw('article');
    delete bare.nsx;
    delete bare.pks;
    expect(told(checkDesign(design(bare)))).toEqual(['nsx missing: "nsx" is missing', 'pks missing: "pks" is missing']);
    expect(told(checkDesign(article((data) => (data.platform = 'rke'))))).toContain('rke missing: "rke" is missing');
  });

  it.each([
    [
      'no node with etcd',
      (data: ReturnType<typeof raw>) => (data.rke.nodes = [{ name: 'a', roles: ['controlplane', 'worker'] }]),
      'rke.nodes missing: no node has the role etcd',
    ],
    [
      'a leader that has no etcd',
      (data: ReturnType<typeof raw>) => (data.rke.etcdLeader = 'rke-9'),
      'rke.etcdLeader unknown-name: there is no node with etcd "rke-9"',
    ],
    [
      'a node called like a part of another',
      (data: ReturnType<typeof raw>) => (data.rke.nodes[0].name = '1'),
      'rke.nodes.0.name duplicate-name: "etcd-1" is a name that Paddock gives itself',
    ],
    [
      'another ingress',
      (data: ReturnType<typeof raw>) => (data.ingress = { controller: 'nsx' }),
      'ingress.controller wrong-platform: RKE brings its own ingress-nginx, a DaemonSet',
    ],
    [
      'no record of the balancer',
      (data: ReturnType<typeof raw>) => (data.dns.records = {}),
      'dns.records no-record: dns.records has no address for rancher.sovsystems.com',
    ],
    [
      'an installation',
      (data: ReturnType<typeof raw>) => (data.installed = 'cluster'),
      "installed wrong-platform: the article's steps install Rancher on PKS; on RKE a run begins with all of it",
    ],
  ])('with %s is refused', (_, change, problem) => {
    const changed = onRke((data) => {
      data.vsphere.placement = {};
      change(data);
    });
    expect(told(checkDesign(changed))).toContain(problem);
  });

  it('does not know the operations of another one, nor its targets', () => {
    const timeline = [
      { at: '1m', operation: 'create-pks-cluster' },
      { at: '2m', operation: 'drain', node: 'worker-0' },
      { at: '3m', fault: 'crash', target: 'active edge' },
    ];
    expect(told(checkScenario(scenario({ timeline }), onRke()))).toEqual([
      'timeline.0.operation wrong-platform: "create-pks-cluster" cannot be done on RKE',
      'timeline.1.node unknown-name: there is no node "worker-0"',
      'timeline.2.target unknown-target: there is no "active edge"',
    ]);
    expect(told(checkScenario(scenario({ timeline: [{ at: '1m', operation: 'replace-node', node: 'worker-0' }] }), article()))).toEqual([
      'timeline.0.operation wrong-platform: "replace-node" cannot be done on Enterprise PKS',
    ]);
  });
});

describe('the load balancer of RKE', () => {
  // facts/measured.md, nginx, one of three hangs: the first connections are held for the connect timeout, then one in each fail_timeout.
  it('lets connections hang for a minute when a node is silent, and none when it refuses', () => {
    const silent = ran(onRke(), [{ at: '10m', fault: 'crash', target: 'rke-3', for: '10m' }]);
    expect(secondsUntil(silent.records, 600, ({ event }) => event === 'markFailed')).toBe(60);
    const refusing = ran(onRke(), [{ at: '10m', fault: 'delete', target: 'nginx-ingress-2' }]);
    expect(secondsUntil(refusing.records, 600, ({ event }) => event === 'markFailed')).toBeLessThan(1);
    expect(longestOutage(refusing, 'rancher-ui')).toBe(0);
  });

  // max_fails=3 fail_timeout=5s (facts/vsphere-k8s-etcd-rancher.md 5.5); 10 s is nginx's own at layer 7.
  it.each([
    [4, 5],
    [7, 10],
  ])('of layer %i takes a node back within %i s', (layer, within) => {
    const { records } = ran(
      onRke((data) => {
        data.rke.balancer.layer = layer;
        if (layer === 7) Object.assign(data, { rke: { ...data.rke, ingress: { useForwardedHeaders: true } } });
        if (layer === 7) data.rancher.tls.termination = 'external';
      }),
      [{ at: '10m', fault: 'crash', target: 'rke-3', for: '10m' }],
    );
    const ready = records.filter(({ actor, to }) => actor.startsWith('nginx-ingress-') && to === 'ready').at(-1)?.at ?? 0;
    expect(secondsUntil(records, toSeconds(ready), ({ event }) => event === 'markWell')).toBeLessThanOrEqual(within);
  });

  it('is one machine, whose loss takes Rancher away, unless there are two', () => {
    const lost = [{ at: '10m', fault: 'crash', target: 'lb-1' }];
    expect(longestOutage(ran(onRke(), lost), 'rancher-ui')).toBe(50 * 60);
    const pair = onRke((data) => data.rke.balancer.machines.push({ name: 'lb-2', host: 'esx-03' }));
    expect(longestOutage(ran(pair, lost), 'rancher-ui')).toBeCloseTo(3.609);
  });

  // facts/vsphere-k8s-etcd-rancher.md 5.1, X-Forwarded-Proto not https: endless redirect.
  it.each([
    ['the chart does not know', { layer: 7 }, {}, 'ingress'],
    ['the balancer sends no header', { layer: 7, forwardsProto: false }, { useForwardedHeaders: true }, 'external'],
    ['the ingress overwrites it', { layer: 7 }, {}, 'external'],
    ['nobody ends TLS', { layer: 4 }, {}, 'external'],
  ])('answers nobody where %s', (_, balancer, ingress, termination) => {
    const { levels } = ran(
      onRke((data) => {
        Object.assign(data.rke.balancer, balancer);
        data.rke.ingress = ingress;
        data.rancher.tls.termination = termination;
      }),
      [],
    );
    expect(levels.find(({ name }) => name === 'rancher-ui')?.meanShare).toBe(0);
  });
});

describe('etcd of RKE', () => {
  // facts/vsphere-k8s-etcd-rancher.md 2: leader loss to new leader 4.5-10 s with RKE's 500 ms and 5000 ms; more after a split vote.
  it('elects 4.5 to 10 s after its leader is killed, unless the vote is split', () => {
    const waits = seeds(20).map((seed) => {
      const { records } = ran(
        onRke((data) => (data.rke.etcdLeader = 'rke-1')),
        [{ at: '10m', fault: 'kill', target: 'etcd-rke-1', for: '10m' }],
        seed,
        '12m',
      );
      return secondsUntil(records, 600, ({ actor, event }) => actor === 'etcd' && event === 'elected');
    });
    expect(Math.min(...waits)).toBeGreaterThanOrEqual(4.5);
    expect(waits.filter((wait) => wait <= 10).length).toBeGreaterThan(waits.length / 2);
  });
});

describe('replacing a node', () => {
  const says = (timeline: unknown[]) =>
    ran(onRke(), timeline)
      .records.filter(({ kind, actor }) => kind === 'note' && actor === 'operator')
      .map(({ event }) => event);

  it('is refused for one that answers, for one that there is not, and without a leader of etcd', () => {
    const replace = (at: string, node: string) => ({ at, operation: 'replace-node', node });
    expect(says([replace('1m', 'rke-1'), replace('2m', 'lb-1')])).toEqual([
      'cannot replace rke-1: it answers',
      'cannot replace lb-1: it is no node of cluster.yml',
    ]);
    const crashes = ['rke-1', 'rke-2'].map((target) => ({ at: '1m', fault: 'crash', target }));
    expect(says([...crashes, replace('5m', 'rke-1')])).toEqual(['cannot replace rke-1: etcd has no leader, and a change of members needs a majority']);
  });

  it('waits for no other run of rke', () => {
    const lines = [
      { at: '1m', fault: 'crash', target: 'rke-1' },
      { at: '2m', operation: 'replace-node', node: 'rke-1' },
      { at: '3m', operation: 'rotate-certificates' },
    ];
    expect(says(lines).at(-1)).toBe('cannot rotate certificates: another run of rke is under way');
  });
});
