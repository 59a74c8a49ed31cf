import { describe, expect, it } from 'vitest';
import { compileScenario } from '../../models/index.ts';
import { serverOf } from '../../models/kubernetes/connection.ts';
import { Run, View } from '../../sim/index.ts';
import { article, scenario } from './designs.ts';
import { longestOutage, ran, secondsUntil, seeds } from './runs.ts';

const lost = (client: string, length?: string) => [{ at: '600s', fault: 'crash', target: `vm of API server of ${client}`, ...(length ? { for: length } : {}) }];
const withParameters = (parameters: Record<string, boolean>, versions: Record<string, string> = {}) =>
  article((data) => {
    data.parameters = parameters;
    data.versions = versions;
  });
const isDropped = 'kubernetes.connection.isDropped';

describe('a kubelet whose master loses power', () => {
  // cmd/kubelet/app/server.go: heartbeats time out after 10 s; nodelease/controller.go: the second failure drops the connection.
  it('is heard again 20 to 30 s later, and its node stays Ready', () => {
    for (const seed of seeds(20)) {
      const { records } = ran(article(), lost('node-worker-1'), seed);
      const heard = secondsUntil(records, 600, ({ actor, event }) => actor === 'node-worker-1' && event === 'reconnected');
      expect(heard).toBeGreaterThanOrEqual(20);
      expect(heard).toBeLessThanOrEqual(30);
      expect(records.some(({ event }) => event === 'markUnknown')).toBe(false);
    }
  });

  // facts 3.3, half-open TCP: about 15 min, the kernel's limit: 15 retransmissions, 924.6 s, of a heartbeat up to 10 s later.
  it('and that cannot drop its connection is heard after 924.6 to 934.6 s', () => {
    for (const seed of seeds(10)) {
      const { records } = ran(withParameters({ [isDropped]: false }), lost('node-worker-1'), seed);
      const heard = secondsUntil(records, 600, ({ actor, event }) => actor === 'node-worker-1' && event === 'reconnected');
      expect(heard).toBeGreaterThanOrEqual(924.6);
      expect(heard).toBeLessThanOrEqual(934.6);
    }
  });

  // facts 3.3: health check 30 s idle + 15 s ping from 1.20.
  it('and that checks its connection, from 1.20 on, after 45 s at most', () => {
    const { records } = ran(withParameters({ [isDropped]: false }, { kubernetes: '1.20' }), lost('node-worker-1'));
    expect(secondsUntil(records, 600, ({ actor, event }) => actor === 'node-worker-1' && event === 'reconnected')).toBe(45);
  });

  // A kernel that knows of no such connection answers with RST; retransmissions are at most 120 s apart.
  it('is told off by the kernel of a master that is back', () => {
    for (const seed of seeds(10)) {
      const { records } = ran(withParameters({ [isDropped]: false }), lost('node-worker-1', '3m'), seed);
      const back = secondsUntil(records, 600, ({ actor, event }) => actor.startsWith('api-server-') && event === 'vmStarted');
      const heard = secondsUntil(records, 600, ({ actor, event }) => actor === 'node-worker-1' && event === 'reconnected');
      expect(heard).toBeGreaterThanOrEqual(back);
      expect(heard).toBeLessThanOrEqual(back + 120);
    }
  });

  // facts 3.1: pods of an Unknown node get Ready=False and leave the Endpoints; Terminating until the kubelet answers.
  it('for long has its pods leave the Endpoints though they answer, and ends them when it hears of it', () => {
    const seed =
      seeds(20).find((one) => ran(withParameters({ [isDropped]: false }), lost('node-worker-1'), one).records.some(({ to }) => to === 'doomed')) ?? 0;
    const { records } = ran(withParameters({ [isDropped]: false }), lost('node-worker-1'), seed);
    const doomed = records.filter(({ to, from }) => to === 'doomed' && from === 'ready').map(({ actor }) => actor);
    expect(doomed.length).toBeGreaterThan(0);
    for (const pod of doomed) {
      const gone = records.find(({ actor, from, to }) => actor === pod && from === 'doomed' && to === 'gone');
      expect(gone?.event).toBe('nodeStarted');
    }
  });
});

it('nobody is left hanging when BOSH replaces the masters in good order', () => {
  const { records } = ran(article(), [{ at: '600s', operation: 'upgrade-pks-cluster', cluster: 'czpksrancher05' }], 1, '3h');
  expect(records.some(({ event }) => event === 'recreating' || event === 'begin')).toBe(true);
  expect(records.filter(({ event }) => event === 'mute' || event === 'apiHung')).toEqual([]);
});

it('on one VM with an API server a node is connected to that one', () => {
  const run = new Run(compileScenario(scenario({}), article()));
  const view = new View(run.world);
  run.world.label('node-worker-1', 'vm', 'master-2');
  expect(serverOf(view.get('node-worker-1'))).toBe('api-server-2');
});

describe('a Rancher replica whose master loses power', () => {
  // kubernetes/client-go#374; rancher go.mod: client-go 1.18.8 in 2.4.8, 1.20.0 in 2.5.6.
  it.each([
    ['2.4.8', 924.6],
    ['2.5.5', 924.6],
    ['2.5.6', 45],
  ])('keeps logins waiting for as long as its version lets it: %s', (rancher, time) => {
    for (const seed of seeds(5)) {
      const result = ran(withParameters({ 'rancher.holdsConnection': true }, { rancher }), lost('one of rancher followers'), seed);
      expect(longestOutage(result, 'rancher-ui')).toBeCloseTo(time, 1);
    }
  });

  // facts 5.2: lease not renewed for 30 s, the process exits; it comes back with a new connection.
  it('and that leads ends itself after 30 s', () => {
    for (const seed of seeds(5)) {
      const { records } = ran(withParameters({ 'rancher.holdsConnection': true }), lost('rancher leader'), seed);
      const exit = secondsUntil(records, 600, ({ event, to }) => event === 'leaseLost' && to === 'backOff');
      expect(exit).toBeCloseTo(30, 1);
    }
  });
});
