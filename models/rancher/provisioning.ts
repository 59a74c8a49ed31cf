/**
 * How long it takes Rancher to lay a cluster: Rancher-Machine clones a template in vCenter for each node, the guest boots
 * and takes an SSH key from cloud-init, and RKE lays Kubernetes over SSH. Hosted clusters are their provider's work. A node
 * that could not be made is deleted and made again, without end; tries that fail as before are no events.
 */
import { type Actor, count, defineParameters, duration, isSince, type Micros, min, s, uniform } from '../../sim/index.ts';
import { capabilities, type DownstreamKind } from '../downstream/kinds.ts';
import { vmParameters } from '../vsphere/vm.ts';

/** What can be wrong with a node template. */
export const mistakes = ['none', 'no-template', 'wrong-credentials', 'no-ssh-key'] as const;
export type Mistake = (typeof mistakes)[number];

export const provisionParameters = defineParameters('rancher.provision', {
  clone: uniform(min(1), min(3), { assumption: 'cloning a template of some 20 GiB within one vCenter; nodes are cloned side by side' }),
  sshTries: count(60, { source: 'docker/machine libmachine/mcnutils/utils.go WaitFor: 60 attempts' }),
  sshRetry: duration(s(3), { source: 'docker/machine libmachine/mcnutils/utils.go WaitFor: 3 s apart' }),
  replaceAfter: duration(min(2), { source: 'rancher/rancher pkg/controllers/management/nodepool/nodepool.go: a node that failed is deleted after 2 minutes' }),
  kubernetes: uniform(min(5), min(10), { assumption: 'images pulled, etcd, control plane and workers one after the other, add-ons; no figure published' }),
  provider: duration(min(15), { source: 'aws/containers-roadmap#1227: an EKS control plane takes 15 minutes on average' }),
});

/** How long SSH is tried before a node is given up. */
export const sshPatience = (actor: Actor): Micros => actor.value(provisionParameters.sshTries) * actor.value(provisionParameters.sshRetry);

/** How long a pool takes, from one try that fails for a mistake to the next. */
export function retryPeriod(actor: Actor, mistake: Mistake): Micros {
  const lost = mistake === 'no-ssh-key' ? actor.draw('lost boot', vmParameters.bootTime) + sshPatience(actor) : 0;
  return actor.draw('lost clone', provisionParameters.clone) + lost + actor.value(provisionParameters.replaceAfter);
}

/**
 * How Kubernetes speaks to vSphere: by code of its own, or by a cloud controller manager that people install. Until that runs,
 * its nodes keep the taint node.cloudprovider.kubernetes.io/uninitialized (kubernetes/website running-cloud-controller).
 */
export const cloudProviders = ['none', 'in-tree', 'out-of-tree'] as const;
export type CloudProvider = (typeof cloudProviders)[number];

/** What people read in Rancher when nodes cannot be made. */
export const symptoms: Readonly<Record<Exclude<Mistake, 'none'>, string>> = {
  'no-template': 'Error creating machine: the template is not found',
  'wrong-credentials': 'Error creating machine: ServerFaultCode: Cannot complete login due to an incorrect user name or password',
  'no-ssh-key': 'Error creating machine: Too many retries waiting for SSH to be available. Last error: Maximum number of retries (60) exceeded',
};

/** Why a mistake does not go with a kind, if so. */
export function misfit(kind: DownstreamKind, mistake: Mistake): string | undefined {
  if (mistake === 'none' || kind === 'node-driver') return undefined;
  return `${capabilities[kind].isProvisioned ? `${kind === 'hosted' ? 'a hosted' : 'a custom'} cluster` : 'an imported cluster'} has no node template`;
}

/** Why a cloud provider does not go with a kind or a version of Rancher, if so (rancher/docs, set-up-cloud-providers/vsphere). */
export function misprovided(kind: DownstreamKind, provider: CloudProvider, version: string): string | undefined {
  if (provider === 'none') return undefined;
  if (!capabilities[kind].isRke) return 'a cloud provider is set where RKE lays the cluster';
  return provider === 'out-of-tree' && !isSince(version, '2.5') ? 'the out-of-tree provider comes with 2.5' : undefined;
}
