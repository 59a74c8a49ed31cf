/**
 * The installation of Rancher on a cluster that PKS has made: what the operator has chosen, and how far it has come. The
 * steps are the article's (seeds/000): Helm, the ingress controller, its DNS record, an Ingress, Rancher, the server URL.
 */
import { setup } from 'xstate';
import { type Actor, type Controller, defineKind } from '../../sim/index.ts';
import { agentKind } from '../downstream/agent.ts';
import { namespaceKind } from '../kubernetes/namespace.ts';
import type { Startup } from '../kubernetes/pod.ts';
import type { AntiAffinity } from '../kubernetes/workload.ts';
import { clusterKind } from '../rancher/cluster.ts';
import { rancherVersion } from '../rancher/server.ts';

interface Context {
  actor: Actor;
  ingress: { kind: 'DaemonSet' | 'Deployment'; replicas: number; namespace: string };
  rancher: { replicas: number; antiAffinity: AntiAffinity; needs: Pick<Startup, 'image' | 'secret'> };
}

export const installationMachine = setup({
  types: { input: {} as Context, context: {} as Context, events: {} as { type: 'firstStart' | 'localActive' } },
}).createMachine({
  id: 'installation',
  context: ({ input }) => input,
  initial: 'underway',
  states: {
    underway: { on: { firstStart: 'waitingForUrl' } },
    /** Rancher answers; the local cluster stays Provisioning until the server URL is saved. */
    waitingForUrl: { on: { localActive: 'complete' } },
    complete: {},
  },
});

export const installationKind = defineKind('installation', installationMachine);

/** What Rancher makes when it answers for the first time: its own namespace and the local cluster, whose agent waits for the URL. */
export const firstStart: Controller = {
  name: 'first-start',
  watch: {
    rancher: (rancher, hand) => (rancher.is('serving') && hand.find('installation')?.is('underway') ? 'rancher' : undefined),
    cluster: (cluster) => (cluster.id === 'local' && cluster.is('active') ? 'local' : undefined),
  },
  reconcile(key, hand) {
    const installation = hand.find('installation', installationKind);
    if (key === 'local' && installation?.is('waitingForUrl')) hand.send('installation', { type: 'localActive' });
    if (key !== 'rancher' || !installation?.is('underway') || hand.find('local')) return undefined;
    if (!hand.find('ns/cattle-global-data')) hand.create(namespaceKind, 'ns/cattle-global-data', {});
    const version = rancherVersion(hand);
    hand.create(agentKind, 'agent/local', { settled: 'withheld', input: { cluster: 'local', version, isCut: true } });
    hand.create(clusterKind, 'local', { input: { agent: 'agent/local', agentVersion: version } });
    hand.send('installation', { type: 'firstStart' });
    hand.note('the local cluster stays Provisioning: waiting for server-url setting to be set');
    return undefined;
  },
};
