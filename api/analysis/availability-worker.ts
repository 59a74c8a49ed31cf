/** A worker's part of an availability study: some replications, one after the other. */
import { replication } from '../../models/analysis/availability-plan.ts';
import { type Sample, sampleOf } from '../../models/analysis/availability-sample.ts';
import type { Design } from '../../models/index.ts';
import type { Micros, Setting } from '../../sim/index.ts';

export interface ReplicationTask {
  design: Design;
  settings: [string, Setting][];
  /** Of each replication. */
  length: Micros;
  seeds: number[];
}

export default ({ design, settings, length, seeds }: ReplicationTask): Sample[] => seeds.map((seed) => sampleOf(replication(design, length, seed, settings)));
