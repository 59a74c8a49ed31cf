/**
 * The agents follow Rancher's version: the leader compares the image that it has deployed on a cluster with its own, and
 * deploys the agents anew over whatever tunnel there is (rancher/rancher@v2.2.8 pkg/controllers/management/clusterdeploy).
 */
import { type Controller, type ControllerHand, defineParameters, duration, s } from '../../sim/index.ts';
import { presentCa } from '../certificates/certificate.ts';
import { clusterKind } from './cluster.ts';
import { rancherVersion } from './server.ts';

export const agentImageParameters = defineParameters('rancher.agentImage', {
  delay: duration(s(30), {
    source: 'rancher/rancher#21386: about 30 s after an upgrade before agents change',
    why: 'the cluster has to run through the handlers',
  }),
});

const isBehind = (hand: ControllerHand, { agentVersion }: { agentVersion: string }): boolean => agentVersion !== rancherVersion(hand);

/** Keys: a version that Rancher has come to; a cluster that is active with agents of another version. */
export const agentImages: Controller = {
  name: 'agent-images',
  needs: { 'kube-api': 'available', 'cattle-controllers': 'held', rancher: 'serving' },
  watch: {
    rancher: ({ data: { version, history } }) => (history.length > 1 ? version : undefined),
    cluster: (cluster, hand) => (cluster.is('active') && isBehind(hand, cluster.data as { agentVersion: string }) ? cluster.id : undefined),
  },
  delay: (_, hand) => hand.value(agentImageParameters.delay),
  reconcile(key, hand) {
    const cluster = hand.find(key, clusterKind);
    if (!cluster) return deployAll(hand);
    if (cluster.is('active') && isBehind(hand, cluster.data)) deploy(hand, key, cluster.data.agent);
    return undefined;
  },
};

function deployAll(hand: ControllerHand): undefined {
  const behind = hand.all(clusterKind).filter((cluster) => cluster.is('active') && isBehind(hand, cluster.data));
  if (behind.length === 0) return;
  hand.note(`Rancher deploys agents of ${rancherVersion(hand)} on ${behind.length} ${behind.length === 1 ? 'cluster' : 'clusters'}`);
  for (const { id, data } of behind) deploy(hand, id, data.agent);
}

/** Has a cluster run the agents of Rancher's present manifest. */
export function deploy(hand: ControllerHand, cluster: string, agent: string): void {
  const version = rancherVersion(hand);
  hand.send(cluster, { type: 'agentDeployed', version });
  for (const one of [agent, `node-${agent}`]) hand.send(one, { type: 'redeploy', version, trusts: presentCa(hand) });
}
