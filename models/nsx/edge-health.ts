/** Who learns that an edge node's data plane is gone or back: the service routers on it, and the physical routers in front of them. */
import { type Controller, defineParameters, duration, s } from '../../sim/index.ts';
import { edgeKind, routerKind } from './service-router.ts';

export const uplinkParameters = defineParameters('nsx.uplink', {
  bfdDetection: duration(s(3), {
    source: 'lkx007/nsx-t-api-* docs/BfdConfigParameters.md: 1000 ms, multiple 3',
    why: 'BFD is taken to run towards the physical routers too',
  }),
});

/** Tells the service routers of their edges. */
export const edgeHealth: Controller = {
  name: 'edge-health',
  watch: { 'edge-node': (edge) => edge.id },
  reconcile(id, hand) {
    const isUp = hand.get(id, edgeKind).is('up');
    for (const router of hand.all(routerKind)) {
      if (router.data.edges.includes(id) && router.data.alive.includes(id) !== isUp) {
        hand.send(router.id, { type: isUp ? 'edgeUp' : 'edgeDown', edge: id });
      }
    }
    return undefined;
  },
};

/** The physical routers stop sending to a dead edge once BFD has missed it; one that is back announces itself. */
export const uplinks: Controller = {
  name: 'uplinks',
  watch: { 'edge-node': (edge) => edge.id },
  reconcile(id, hand) {
    const { isEcmp, paths } = hand.get('tier-0', routerKind).data;
    if (!isEcmp || !paths.includes(id) || hand.get(id, edgeKind).is('up')) {
      delete hand.memory[id];
      return undefined;
    }
    const lost: number = (hand.memory[id] ??= hand.now());
    const due = lost + hand.value(uplinkParameters.bfdDetection);
    if (hand.now() < due) return due;
    delete hand.memory[id];
    hand.send('tier-0', { type: 'withdrawn', edge: id });
    return undefined;
  },
};
