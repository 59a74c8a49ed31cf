import { describe, expect, it } from 'vitest';
import { checkDesign } from '../../models/index.ts';
import { podKind } from '../../models/kubernetes/pod.ts';
import { View } from '../../sim/index.ts';
import { article } from './designs.ts';
import { longestOutage, ran, secondsUntil, seeds } from './runs.ts';

const platform = (change: (data: ReturnType<typeof Object>) => void = () => {}) =>
  article((data) => {
    data.downstream.atStart = 4;
    change(data);
  });

const renew = (certificate: string, at: string, chain?: string) => ({ at, operation: 'renew-certificate', certificate, ...(chain ? { chain } : {}) });
const tunnels = (design: ReturnType<typeof platform>, timeline: unknown[], duration = '1h', seed = 1) =>
  new View(ran(design, timeline, seed, duration).run.world).share('agent-tunnel');

describe('a chain that lacks its intermediate', () => {
  // rancher/rancher#32421: "Certificate chain is not complete, please check if all needed intermediate certificates are included".
  it('keeps agents out that have to dial, and nobody from the page', () => {
    for (const seed of seeds(5)) {
      const run = ran(platform(), [renew('rancher', '600s', 'leafOnly')], seed, '30m');
      expect(run.levels.find(({ name }) => name === 'rancher-ui')?.outages).toEqual([]);
      expect(new View(run.run.world).share('agent-tunnel')).toBe(0);
      const notes = run.records.filter(({ event }) => event === "agents refuse Rancher's certificate: Certificate chain is not complete");
      expect(notes).toHaveLength(1);
    }
  });

  it('is mended by a complete one at the next tries of the agents', () => {
    const { records } = ran(platform(), [renew('rancher', '600s', 'leafOnly'), renew('rancher', '1200s')], 1, '30m');
    const opened = records.filter(({ event, at }) => event === 'opened' && at > 1_200_000_000).map(({ at }) => at / 1_000_000 - 1_200);
    expect(opened).toHaveLength(5);
    // facts 5.3 reconnect: 10 s between tries.
    expect(Math.max(...opened)).toBeLessThanOrEqual(10);
  });

  it('lets no local cluster become active where Rancher is installed with it', () => {
    const installed = (chain: string) =>
      article((data) => {
        data.installed = 'cluster';
        data.rancher.tls.chain = chain;
      });
    const steps = [
      { operation: 'initialize-helm' },
      { operation: 'install-ingress' },
      { operation: 'change-record', record: 'rancher' },
      { operation: 'create-ingress', name: 'rancher' },
      { operation: 'install-rancher' },
      { operation: 'set-server-url' },
    ].map((step, i) => ({ at: `${1 + 8 * i}m`, ...step }));
    const state = (chain: string) => new View(ran(installed(chain), steps, 1, '1h').run.world).get('local').state;
    expect([state('complete'), state('leafOnly')]).toEqual(['active', 'waiting']);
  });
});

describe('another CA', () => {
  // rancher/rancher package/run.sh: CATTLE_CA_CHECKSUM against the server's cacerts.
  it('is refused by every agent that was deployed before it, for as long as it is not deployed anew', () => {
    expect(tunnels(platform(), [renew('ca', '600s')])).toBe(0);
    expect(tunnels(platform(), [renew('ca', '600s'), { at: '20m', operation: 'redeploy-agents', cluster: 'c-00001' }])).toBe(1 / 5);
    expect(tunnels(platform(), [renew('ca', '600s'), { at: '20m', operation: 'redeploy-agents' }])).toBe(1);
    expect(tunnels(platform(), [renew('ca', '600s'), { at: '20m', operation: 'import-cluster' }])).toBe(1 / 6);
  });

  it('has replicas start anew, one after the other', () => {
    const { run, ...rest } = ran(platform(), [renew('ca', '600s')]);
    expect(new View(run.world).with('app', 'rancher', podKind).map((pod) => [pod.state, pod.data.revision])).toEqual(Array(3).fill(['ready', 1]));
    expect(longestOutage({ run, ...rest }, 'rancher-ui')).toBeLessThanOrEqual(5);
  });

  // A renewal by the same CA changes no checksum.
  it('is another thing than another certificate', () => {
    expect(tunnels(platform(), [renew('rancher', '600s')])).toBe(1);
  });

  it('is none where the CA is a public one', () => {
    const open = platform((data) => {
      data.rancher.tls.privateCA = false;
    });
    expect(ran(open, [renew('ca', '600s')]).records.some(({ event }) => event === "cannot renew Rancher's CA: there is none")).toBe(true);
    const wrong = platform((data) => {
      data.rancher.tls.privateCA = false;
      data.certificates = [{ of: 'ca', validFor: '10d' }];
    });
    expect(checkDesign(wrong).map(({ code, path }) => [code, path])).toEqual([['wrong-keys', ['certificates', 0, 'of']]]);
  });

  // incident I-37: at expiry new handshakes fail, for the CA as for what it signed.
  it('is needed on the day that the first one ends', () => {
    const ends = platform((data) => {
      data.certificates = [{ of: 'ca', validFor: '600s' }];
    });
    const run = ran(ends, []);
    expect(
      secondsUntil(run.records, 0, ({ kind, actor, to }) => kind === 'path' && actor === 'rancher-ui' && to.includes('the CA of the certificate has expired')),
    ).toBe(600);
    expect(new View(run.run.world).share('agent-tunnel')).toBe(1);
  });
});
