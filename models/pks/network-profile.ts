/** Network profiles: what a cluster is given of NSX-T. */
import { defaults } from '../defaults.ts';
import type { Design } from '../design.ts';
import type { BalancerSize } from '../nsx/load-balancer.ts';

/** The size of the cluster's load balancers: its network profile's. */
export function balancerSize({ clusters, networkProfiles }: Design['pks']): BalancerSize {
  return networkProfiles.find(({ name }) => name === clusters[0]?.networkProfile)?.lbSize ?? defaults['pks.lbSize'].value;
}
