/** A worker's part of an availability study: some replications, one after the other. */
import { replication } from '../../models/analysis/availability-plan.ts';
import { type Sample, sampleOf } from '../../models/analysis/availability-sample.ts';
import { type EpisodeSample, episodeOf } from '../../models/analysis/episode.ts';
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

/** Two episodes for each seed: of one failure, and of more. */
export const episodes = ({ design, settings, length, seeds }: ReplicationTask): EpisodeSample[] => {
  return seeds.flatMap((seed) => [false, true].map((isForced) => episodeOf(replication(design, length, seed, settings), seed, isForced)));
};
