/**
 * The four ways in which a cluster comes to Rancher, and what Rancher can do for each: the more of it Rancher made, the
 * more it can reach (rancher/docs overview/architecture; facts/vsphere-k8s-etcd-rancher.md 5.3, 5.5).
 */
export const downstreamKinds = ['imported', 'hosted', 'node-driver', 'custom'] as const;
export type DownstreamKind = (typeof downstreamKinds)[number];

interface Capability {
  /** Whether Rancher makes the cluster itself, or has it made. */
  isProvisioned: boolean;
  /** Whether RKE laid it: then node agents stand in for the cluster agent, it has an authorised endpoint, and its etcd can be backed up. */
  isRke: boolean;
  /** Why Rancher cannot back it up, if so. */
  noBackup?: string;
}

export const capabilities: Readonly<Record<DownstreamKind, Capability>> = {
  imported: { isProvisioned: false, isRke: false, noBackup: 'an imported cluster is backed up with the tools that made it' },
  hosted: { isProvisioned: true, isRke: false, noBackup: "a hosted cluster's control plane is its provider's" },
  'node-driver': { isProvisioned: true, isRke: true },
  custom: { isProvisioned: true, isRke: true },
};

/** What a design says of kinds. */
interface Mixed {
  kind: DownstreamKind;
  mix: readonly { kind: DownstreamKind; clusters: number }[];
}

/** The kind of the n-th cluster at the start, counted from 1. */
export function kindOfNth({ kind, mix }: Mixed, n: number): DownstreamKind {
  let last = 0;
  for (const part of mix) if (n <= (last += part.clusters)) return part.kind;
  return kind;
}

/** Whether a design has clusters that are more than imported. */
export const isMixed = ({ kind, mix }: Mixed): boolean => kind !== 'imported' || mix.some((part) => part.kind !== 'imported');
