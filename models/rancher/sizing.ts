/**
 * How many clusters and nodes Rancher's documentation states for a node size in a high-availability installation
 * (rancher/docs, content/rancher/v2.x/en/installation/requirements, September 2019; v2.0-v2.4 and v2.5 thereafter).
 */
import { isSince } from '../../sim/index.ts';

export interface SizingRow {
  clusters: number;
  nodes: number;
  /** Of each node that carries Rancher. */
  vcpu: number;
  memoryGiB: number;
}

const row = (clusters: number, nodes: number, vcpu: number, memoryGiB: number): SizingRow => ({ clusters, nodes, vcpu, memoryGiB });

export const sizingTables = {
  '2.2': [row(5, 50, 2, 8), row(15, 200, 4, 16), row(50, 500, 8, 32), row(100, 1_000, 32, 128)],
  '2.4': [row(150, 1_500, 2, 8), row(300, 3_000, 4, 16), row(500, 5_000, 8, 32), row(1_000, 10_000, 16, 64), row(2_000, 20_000, 32, 128)],
} as const satisfies Record<string, readonly SizingRow[]>;

export type RancherVersion = keyof typeof sizingTables;

/** The table of a version of Rancher. */
export const sizingOf = (version: string): RancherVersion => (isSince(version, '2.4') ? '2.4' : '2.2');

export const sizingSources: Record<RancherVersion, string> = {
  '2.2': 'rancher/docs (Sept 2019) content/rancher/v2.x/en/installation/requirements: HA sizing before 2.4; above it: ask the vendor',
  '2.4': 'rancher/docs content/rancher/v2.0-v2.4/en/installation/requirements: HA sizing of 2.4 and 2.5',
};

/** The row that a node's memory reaches; none below the smallest. Cores are not in a plan, so they are not asked. */
export const sizingRow = (version: RancherVersion, memoryGiB: number): SizingRow | undefined =>
  sizingTables[version].findLast((one) => one.memoryGiB <= memoryGiB);

/** The last row: above it Rancher says to ask. */
export const largestRow = (version: RancherVersion): SizingRow => sizingTables[version].at(-1) as SizingRow;

/** What every version's table states for a node size, for the question what an upgrade would allow. */
export const sizingByVersion = (memoryGiB: number): { version: RancherVersion; row: SizingRow | undefined; largest: SizingRow }[] =>
  (Object.keys(sizingTables) as RancherVersion[]).map((version) => ({ version, row: sizingRow(version, memoryGiB), largest: largestRow(version) }));
