/**
 * What a namespace gets of NSX-T, and what it gives back: a subnet of the first pod block that has one left, a Tier-1
 * router unless the cluster shares one, and a SNAT address unless its pods are routable.
 */
import { type ControllerHand, defineParameters, duration, flag, s } from '../../sim/index.ts';
import { namespaceKind } from '../kubernetes/namespace.ts';
import { hasRoom, takeFirst, takePlace } from './blocks.ts';
import { ncpConfigKind } from './ncp-config.ts';
import { routerPool, routersPerNamespace } from './topology.ts';

export const namespaceParameters = defineParameters('nsx.ncp', {
  keepsSubnetWithoutSnat: flag(true, {
    assumption: 'no source says whether a namespace refused its SNAT address keeps its /24; NCP 2.5 annotates the namespace, which suggests that it lives on',
  }),
  releaseLag: duration(s(60), { assumption: 'until a deleted namespace has given back its /24; 60 s is what NCP 4.x waits with a released pod address' }),
});

/** Places taken for a namespace, -1 for none, with the names of the pools they are in. */
export interface Places {
  block: string;
  subnet: number;
  router: number;
  snatPool: string;
  snat: number;
}

export const nothing: Places = { block: '', subnet: -1, router: -1, snatPool: '', snat: -1 };

/**
 * Refusals by what NSX-T answers: a block without a subnet is a conflict (NSX-T 2.3 API, pools/ip-subnets), an empty pool
 * error 5109 (openstack/vmware-nsxlib vmware_nsxlib/v3/nsx_constants.py).
 */
const refusals = {
  block: 'the pods IP block is exhausted (409 Conflict)',
  router: 'the Tier-0 carries no further Tier-1 router',
  address: 'the floating IP pool is exhausted (5109: All IPs in the pool are allocated)',
};

export const addressRefusal = refusals.address;

/** Takes what a namespace still lacks; what it could not get is said in the refusal. */
export function takeNetwork(hand: ControllerHand, id: string, kept: Places, isRouted: boolean): Places & { refusal: string } {
  const config = hand.get('ncp-config', ncpConfigKind).data;
  const needsSnat = !isRouted && !config.isRoutable;
  const isWhole = !needsSnat || hand.value(namespaceParameters.keepsSubnetWithoutSnat) || hasRoom(hand, config.floatingPools);
  const got = { ...kept };
  if (isWhole && got.subnet < 0) {
    const needsRouter = routersPerNamespace(config) > 0;
    // Neither is taken without the other.
    if (needsRouter && hasRoom(hand, config.podBlocks)) {
      got.router = takePlace(hand, routerPool, `router of ${id}`);
      if (got.router < 0) return { ...nothing, refusal: refusals.router };
    }
    const { pool, place } = takeFirst(hand, config.podBlocks, id);
    if (place < 0) return { ...nothing, refusal: refusals.block };
    got.block = pool;
    got.subnet = place;
  }
  if (!needsSnat) return { ...got, refusal: '' };
  const { pool, place } = takeFirst(hand, config.floatingPools, `SNAT of ${id}`);
  if (place < 0) return { ...got, refusal: refusals.address };
  return { ...got, snatPool: pool, snat: place, refusal: '' };
}

/** Gives back all that a namespace has. */
export function giveNetwork(hand: ControllerHand, id: string): void {
  const { block, subnet, router, snatPool, snat } = hand.get(id, namespaceKind).data;
  if (subnet >= 0) hand.give(block, subnet, id);
  if (router >= 0) hand.give(routerPool, router, `router of ${id}`);
  if (snat >= 0) hand.give(snatPool, snat, `SNAT of ${id}`);
}
