/**
 * How long it takes Rancher to lay a cluster: Rancher-Machine clones a template in vCenter for each node, the guest boots
 * and takes an SSH key from cloud-init, and RKE lays Kubernetes over SSH. Hosted clusters are their provider's work.
 */
import { count, defineParameters, duration, min, s, uniform } from '../../sim/index.ts';
import { capabilities, type DownstreamKind } from '../downstream/kinds.ts';

/** What can be wrong with a node template. */
export const mistakes = ['none', 'no-template', 'wrong-credentials', 'no-ssh-key'] as const;
export type Mistake = (typeof mistakes)[number];

export const provisionParameters = defineParameters('rancher.provision', {
  clone: uniform(min(1), min(3), { assumption: 'cloning a template of some 20 GiB within one vCenter; nodes are cloned side by side' }),
  sshTries: count(60, { source: 'docker/machine libmachine/mcnutils/utils.go WaitFor: 60 attempts' }),
  sshRetry: duration(s(3), { source: 'docker/machine libmachine/mcnutils/utils.go WaitFor: 3 s apart' }),
  kubernetes: uniform(min(5), min(10), { assumption: 'images pulled, etcd, control plane and workers one after the other, add-ons; no figure published' }),
  provider: duration(min(15), { source: 'aws/containers-roadmap#1227: an EKS control plane takes 15 minutes on average' }),
});

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
