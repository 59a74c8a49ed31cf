/** Rancher's replicas, its Service and Ingress, its leader lease, and the agent of the local cluster. */
import { type ControllerHand, parseDuration } from '../../sim/index.ts';
import type { Design } from '../design.ts';
import { agentParameters } from '../downstream/agent.ts';
import { ingressKind } from '../ingress/nginx.ts';
import { plainStartup } from '../kubernetes/pod.ts';
import { makeLease } from '../kubernetes/populate.ts';
import { secretKind } from '../kubernetes/secret.ts';
import { deploy, makeService, podsOf, spread } from '../platform/deploy.ts';
import { nodeIn, workerVms } from '../platform/homes.ts';
import { boundsOf, ownershipParameters } from './load.ts';
import { sortedPeers } from './ownership.ts';
import { rancherKind, rancherNeeds, rancherParameters, rancherStartup } from './server.ts';

export function populate(hand: ControllerHand, design: Design): void {
  const isInstalled = design.installed === 'rancher';
  const { backup } = design.rancher;
  const { privateCA, caSecret, caFile } = design.rancher.tls;
  if (privateCA && caSecret === 'present' && design.installed !== 'nothing')
    hand.create(secretKind, 'secret/tls-ca', { settled: 'present', input: { key: caFile } });
  if (isInstalled) replicas(hand, design);
  hand.create(rancherKind, 'rancher', {
    settled: isInstalled ? 'serving' : 'down',
    input: {
      version: design.versions.rancher,
      peers: sortedPeers(isInstalled ? podsOf(hand, 'rancher') : []),
      ...(backup ? { schedule: { every: parseDuration(backup.every), keep: backup.keep } } : {}),
    },
  });
  // What the replicas own at the start may be too much already.
  if (isInstalled && boundsOf(design)) {
    for (const pod of podsOf(hand, 'rancher')) hand.wake('cluster-ownership', pod, hand.value(ownershipParameters.syncLimit));
  }
  makeLease(hand, 'cattle-controllers', 'kube-api', isInstalled ? podsOf(hand, 'rancher') : [], {
    duration: hand.value(rancherParameters.leaseDuration),
    renewDeadline: hand.value(rancherParameters.renewDeadline),
    retry: hand.value(rancherParameters.retry),
    jitter: hand.value(rancherParameters.retryJitter),
  });
}

function replicas(hand: ControllerHand, design: Design): void {
  const { rancher } = design;
  const nodes = workerVms(design).map(nodeIn);
  const homes = rancher.startOn?.map(nodeIn) ?? spread(nodes, rancher.replicas);
  deploy(hand, 'rancher', 'ns/cattle-system', 'Deployment', homes, rancher.antiAffinity, { ...rancherStartup(hand), ...rancherNeeds(design) });
  const isTolerant = hand.value(agentParameters.toleratesAll);
  deploy(hand, 'cattle-cluster-agent', 'ns/cattle-system', 'Deployment', nodes.slice(0, 1), 'none', plainStartup(hand), isTolerant);
  makeService(hand, 'rancher', { settled: 'pending', type: 'ClusterIP', ports: 1 });
  hand.create(ingressKind, 'rancher-ingress', { settled: 'accepted', input: { service: 'svc/rancher', upstreams: podsOf(hand, 'rancher') } });
  hand.labelOther('rancher-ingress', 'serves', 'svc/rancher');
}
