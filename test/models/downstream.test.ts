import { describe, expect, it } from 'vitest';
import { View } from '../../sim/index.ts';
import { article } from './designs.ts';
import { longestOutage, ran, secondsUntil, seeds } from './runs.ts';

const kinds = ['imported', 'hosted', 'node-driver', 'custom'] as const;

/** One cluster of each kind, as c-00001 to c-00004. */
const each = (version = '2.2.8') =>
  article((data) => {
    data.versions = { rancher: version };
    Object.assign(data.downstream, { atStart: 4, mix: kinds.map((kind) => ({ kind, clusters: 1 })) });
  });

const nodeLoss = (length?: string) => [{ at: '600s', fault: 'node-loss', target: 'all of sites', ...(length ? { for: length } : {}) }];

describe('the kinds of downstream clusters', () => {
  // facts 5.3 node-agent fallback: RKE-provisioned clusters only; imported clusters: no fallback.
  it('are reached through node agents where RKE laid them, and nowhere else', () => {
    for (const seed of seeds(10)) {
      const { records } = ran(each(), nodeLoss(), seed);
      const unavailable = records.filter(({ event }) => event === 'markUnavailable').map(({ actor }) => actor);
      expect(unavailable.sort()).toEqual(['c-00001', 'c-00002']);
      expect(records.filter(({ event }) => event === 'fellBack').map(({ actor }) => actor)).toEqual(expect.arrayContaining(['c-00003', 'c-00004']));
    }
  });

  // facts 5.3 (derived), 2.2.8: 25-40 s from a silent loss, less the up to 5 s since the last ping.
  it('are shown as unavailable 20 to 40 s after their agent is lost in silence', () => {
    for (const seed of seeds(20)) {
      const time = secondsUntil(ran(each(), nodeLoss(), seed).records, 600, ({ event }) => event === 'markUnavailable');
      expect(time).toBeGreaterThanOrEqual(20);
      expect(time).toBeLessThanOrEqual(40);
    }
  });

  // facts 5.3 dead-peer limit 60 s from 2.2.9; rounds of 15 s; 4 tries 5 s apart, 3 from 2.5 on (what a try itself takes is left out).
  it('are shown so after 70 to 90 s from 2.2.9 on, and after 65 to 85 s from 2.5 on', () => {
    const times = (version: string) =>
      seeds(20).map((seed) => secondsUntil(ran(each(version), nodeLoss(), seed).records, 600, ({ event }) => event === 'markUnavailable'));
    for (const [version, least, most] of [
      ['2.2.9', 70, 90],
      ['2.5.0', 65, 85],
    ] as const) {
      expect(Math.min(...times(version))).toBeGreaterThanOrEqual(least);
      expect(Math.max(...times(version))).toBeLessThanOrEqual(most);
    }
  });

  // facts 5.3 cluster agent pod: not evicted (2.2.8); fixed tolerations in 2.5.9: 40 s + 300 s (3.1), then a dial.
  it('have their agent back with its node alone, and elsewhere after the tolerations from 2.5.9 on', () => {
    const opened = (version: string) =>
      secondsUntil(ran(each(version), nodeLoss(), 1).records, 600, ({ actor, event }) => actor === 'agent/c-00001' && event === 'opened');
    expect(opened('2.2.8')).toBe(Number.POSITIVE_INFINITY);
    expect(opened('2.5.9')).toBeGreaterThanOrEqual(340);
    expect(opened('2.5.9')).toBeLessThanOrEqual(340 + 60 + 20);
  });

  // facts 5.5 server down, downstream; 5.5 authorized cluster endpoint.
  it('are reached past Rancher while it is down, but not past a cut link', () => {
    const crash = [{ at: '600s', fault: 'crash', target: 'all of workers', for: '10m' }];
    expect(longestOutage(ran(each(), crash), 'authorized-endpoint')).toBe(0);
    expect(longestOutage(ran(each(), crash), 'downstream-kubectl')).toBeGreaterThanOrEqual(600);
    const cut = [{ at: '600s', fault: 'disconnect', target: 'agent/c-00003', for: '10m' }];
    expect(longestOutage(ran(each(), cut), 'authorized-endpoint')).toBe(600);
  });

  // facts 5.3 request to a cluster with no session: 2.2 at once, 2.5 waits 4 x (5-10 s).
  it('without a tunnel are answered for at once in 2.2, and after 20 to 40 s in 2.5', () => {
    const reasons = (version: string) => ran(each(version), nodeLoss()).levels.find(({ name }) => name === 'downstream-kubectl')?.outages[0]?.reason;
    expect(reasons('2.2.8')).toContain('waiting for cluster agent to connect');
    expect(reasons('2.5.9')).toContain('503 ClusterUnavailable after 20 s to 40 s');
  });

  // seeds/003: "Rancher cannot backup or restore hosted clusters"; "Imported clusters do not include ... integrated backup/restore".
  it('are backed up by Rancher where it laid their etcd', () => {
    const timeline = ['local', 'c-00001', 'c-00002', 'c-00003', 'c-00004'].map((cluster) => ({ at: '600s', operation: 'back-up-cluster', cluster }));
    const { records } = ran(each(), timeline);
    expect(records.filter(({ event }) => event === 'backedUp').map(({ actor }) => actor)).toEqual(['c-00003', 'c-00004']);
  });
});

describe('a removed cluster', () => {
  // facts 5.4 per cluster: 3 namespaces, each a /24 and an address.
  it('gives back what its namespaces took, and its name is not used again', () => {
    const timeline = [
      { at: '600s', operation: 'remove-cluster', cluster: 'c-00002' },
      { at: '1200s', operation: 'import-cluster' },
    ];
    const { run, records } = ran(each(), timeline.slice(0, 1));
    const taken = (name: string) => run.world.pool(name).taken;
    expect([taken('pods-ip-block'), taken('floating-ip-pool')]).toEqual([9 + 9, 13 + 9]);
    expect(records.some(({ actor, to }) => actor === 'c-00002' && to === 'removed')).toBe(true);
    const view = new View(ran(each(), timeline).run.world);
    expect(view.get('c-00005').state).toBe('active');
    expect(view.share('agent-tunnel')).toBe(1);
  });

  it('is not the local one, nor one that there is not', () => {
    const refused = ['local', 'c-00009'].map((cluster) => ({ at: '600s', operation: 'remove-cluster', cluster }));
    const notes = ran(each(), refused).records.filter(({ kind }) => kind === 'note');
    expect(notes.map(({ event }) => event)).toEqual([
      'cannot remove cluster local: Rancher itself runs on it',
      'cannot remove cluster c-00009: there is no cluster c-00009',
    ]);
  });
});

describe('Rancher by version', () => {
  // facts 5.4 formula (derived): 3(C+1) + 2 (2.2), 3 from 2.3.3; 4(C+1) + 8 in 2.5; and four of the system (nsx-pks-bosh 3b).
  it('takes its own and its clusters namespaces as the formula says', () => {
    const taken = (version: string) => ran(each(version), [], 1, '1m').pools.find(({ name }) => name === 'pods-ip-block')?.taken;
    expect(taken('2.2.8')).toBe(4 + 3 * 5 + 2);
    expect(taken('2.3.3')).toBe(4 + 3 * 5 + 3);
    expect(taken('2.5.9')).toBe(4 + 4 * 5 + 8);
  });
});

describe('clusters that Rancher makes', () => {
  const made = (args: Record<string, unknown>) => ran(article(), [{ at: '600s', operation: 'create-cluster', ...args }]);

  it('pass through provisioning and waiting to active, imported ones through waiting alone', () => {
    const states = (kind: string) => [
      ...new Set(made({ kind }).records.flatMap(({ actor, kind: of, to }) => (actor === 'c-00001' && of === 'transition' ? [to.split('.')[0]] : []))),
    ];
    expect(states('imported')).toEqual(['pending', 'waiting', 'active']);
    for (const kind of ['hosted', 'node-driver', 'custom']) expect(states(kind)).toEqual(['pending', 'provisioning', 'waiting', 'active']);
  });

  // docker/machine libmachine/mcnutils/utils.go WaitFor: 60 attempts, 3 s apart.
  it('without an SSH key in the guest end in error 180 s after it has booted', () => {
    const { records } = made({ mistake: 'no-ssh-key' });
    const booted = records.find(({ to }) => to === 'provisioning.ssh.refused')?.at ?? 0;
    expect((records.find(({ to }) => to === 'error')?.at ?? 0) - booted).toBe(180_000_000);
    expect(records.some(({ event }) => event.includes('Too many retries waiting for SSH'))).toBe(true);
  });

  it('of other kinds have no node template to be wrong', () => {
    expect(made({ kind: 'custom', mistake: 'no-template' }).records.some(({ event }) => event.includes('a custom cluster has no node template'))).toBe(true);
  });
});

// seeds/003, authentication proxy: authenticates the user, sets impersonation headers, and the downstream cluster authorises.
describe("Rancher's auth proxy", () => {
  const ask = (minute: number, name = 'ann', cluster = 'c-00001') => ({ at: `${minute}m`, operation: 'ask-cluster', name, cluster });
  const member = (minute: number, operation = 'add-member') => ({ at: `${minute}m`, operation, name: 'ann', cluster: 'c-00001' });
  const answers = (timeline: unknown[], version = '2.2.8') =>
    ran(each(version), timeline).records.flatMap(({ kind, actor, event }) => (kind === 'note' && actor === 'operator' && /ask/.test(event) ? [event] : []));
  const ann = { at: '1m', operation: 'create-user', name: 'ann' };

  it('knows users by their token, and lets the cluster decide what they may', () => {
    expect(answers([ask(1), { ...ann, at: '2m' }, ask(3), member(4), ask(5), member(6, 'remove-member'), ask(7)])).toEqual([
      'cannot ask c-00001 as user-ann: 401 Unauthorized: must authenticate',
      'cannot ask c-00001 as user-ann: 403 Forbidden: pods is forbidden: User "user-ann" cannot list resource "pods"',
      'asks c-00001 as user-ann, and is answered',
      'cannot ask c-00001 as user-ann: 403 Forbidden: pods is forbidden: User "user-ann" cannot list resource "pods"',
    ]);
  });

  it('needs Rancher, its API, and a tunnel of the cluster, in this order', () => {
    const after = (fault: object, version = '2.2.8') => answers([ann, member(2), { at: '10m', ...fault }, ask(12)], version);
    expect(after({ fault: 'crash', target: 'all of workers' })).toEqual(['cannot ask c-00001 as user-ann: Rancher does not answer']);
    expect(after({ fault: 'crash', target: 'all of masters' })).toEqual(['cannot ask c-00001 as user-ann: Rancher cannot check who asks: its API is away']);
    const cut = { fault: 'disconnect', target: 'agent/c-00001' };
    expect(after(cut)).toEqual(['cannot ask c-00001 as user-ann: waiting for cluster agent to connect']);
    expect(after(cut, '2.5.9')).toEqual(['cannot ask c-00001 as user-ann: 503 ClusterUnavailable after 20 s to 40 s']);
  });
});

// facts 5.3 reconnect: fixed, 10 s between tries, no jitter; so that a storm is as dense as the first 10 s after an outage.
describe('agents after an outage of Rancher', () => {
  it('come back within 10 s of the page, or 20 after a try in vain, each at a phase of its own', () => {
    const many = article((data) => {
      data.downstream.atStart = 60;
    });
    const { records } = ran(many, [{ at: '600s', fault: 'crash', target: 'all of workers', for: '10m' }]);
    const back = secondsUntil(records, 1_200, ({ kind, actor, to }) => kind === 'path' && actor === 'rancher-ui' && Number.parseFloat(to) > 0) + 1_200;
    const opened = records
      .filter(({ actor, event, at }) => /^agent\/c-/.test(actor) && event === 'opened' && at >= 1_200_000_000)
      .map(({ at }) => at / 1_000_000 - back);
    expect(opened).toHaveLength(60);
    // One try in vain while only some nginx pods answer costs another 10 s.
    expect(Math.max(...opened)).toBeLessThanOrEqual(20);
    expect(opened.filter((time) => time <= 10).length).toBeGreaterThanOrEqual(30);
    expect(new Set(opened.map((time) => Math.floor(time))).size).toBeGreaterThanOrEqual(8);
  });
});
