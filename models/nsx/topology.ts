/** Tier-1 routers: how many a Tier-0 is supported with, and how many a cluster and a namespace need in either topology. */
import { count, defineParameters, flag, type View } from '../../sim/index.ts';

const scale = 'ngschmidt/nsx-ninja-design-v3 SCALE.md';

export const limitParameters = defineParameters('nsx.limits', {
  tier1PerTier0: count(400, {
    source: `${scale}: NSX-T 3.0.2, carried over to 2.4`,
    versions: { product: 'nsx', since: { '3.1': [1_000, 'dcoghlan/VMware.CfgMax README.md: 400 to 1000 from 3.0 to 3.1'] } },
  }),
  segments: count(70_001, {
    source: 'NSX-T API, GET /pools/vni-pools: by default one pool with [5000, 65535] and [65536, 75000]',
    why: 'a segment has a VNI; an administrator may widen the range, and a run does not count them',
  }),
  isTier1PerTier0Enforced: flag(false, {
    source:
      'VMware Configuration Maximums, vSphere 4.1 to 6.7, introduction: maximums are "tested, recommended limits"; nothing seen in NSX-T refuses the next',
    why: 'a design may ask that the next router is refused',
  }),
});

export const routerPool = 'tier-1-routers';

export const hasRouter = (view: View): boolean => view.pool(routerPool).free > 0 || !view.pool(routerPool).isEnforced;

/** Of a cluster beside those of its namespaces: of its nodes and of its load balancer (docs-pks@1.5 vsphere-nsxt-cluster-objects). */
export const segmentsPerCluster = 2;

/** Of a cluster: one shared, or one for its nodes and one for its load balancer (docs-pks@1.7 network-profiles-shared-t1). */
export const routersPerCluster = ({ isSingleTier }: { isSingleTier: boolean }): number => (isSingleTier ? 1 : 2);
/** Of a namespace, beside its cluster's. */
export const routersPerNamespace = ({ isSingleTier }: { isSingleTier: boolean }): number => (isSingleTier ? 0 : 1);
