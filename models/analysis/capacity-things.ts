/** What is counted, of what, and for what. */
import type { Parameter } from '../../sim/index.ts';
import type { Design } from '../design.ts';
import { valuesIn } from '../settings.ts';

/** What can be added to a platform. */
export const things = ['import', 'project', 'user', 'service', 'pksCluster'] as const;
export type Thing = (typeof things)[number];

/** Whatever is counted; pools of the twin carry their name there. */
export type LimitName =
  | 'pods-ip-block'
  | 'nodes-ip-block'
  | 'floating-ip-pool'
  | 'virtual-servers'
  | 'rancher-sizing'
  | 'rancher-sizing-nodes'
  | 'rancher-sizing-largest'
  | 'rancher-sizing-largest-nodes'
  | 'tier-1-routers'
  | 'segments'
  | 'lb-services'
  | 'pods-per-node'
  | 'host-memory';

export type Counts = Partial<Record<LimitName, number>>;

/** A part of what is taken, in words. */
export interface Share {
  what: string;
  count: number;
}

/** A whole number as a design sets it. */
export const valueOf = (design: Design, parameter: Parameter<number>): number => valuesIn(design)(parameter);
