/** Namespaces that are there at the start. */
import type { ControllerHand } from '../../sim/index.ts';
import { namespaceKind } from '../kubernetes/namespace.ts';
import { nothing, takeNetwork } from '../nsx/namespace-network.ts';

/** A namespace, with NCP in its own network if the pools still have room. */
export function makeNamespace(hand: ControllerHand, id: string): void {
  if (!hand.find('ncp-config')) {
    hand.create(namespaceKind, id, { settled: 'networked' });
    return;
  }
  const network = takeNetwork(hand, id, nothing, false);
  hand.create(namespaceKind, id, { settled: network.refusal === '' ? 'networked' : { unnetworked: 'refused' }, input: network });
}
