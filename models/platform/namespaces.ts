/** Namespaces that are there at the start. */
import type { ControllerHand } from '../../sim/index.ts';
import { namespaceKind } from '../kubernetes/namespace.ts';

/** A namespace with its network, if its pools still have room. */
export function makeNamespace(hand: ControllerHand, id: string): void {
  const subnet = hand.take('pods-ip-block', id);
  const snat = subnet < 0 ? -1 : hand.take('floating-ip-pool', `SNAT of ${id}`);
  const settled = snat >= 0 ? 'networked' : { unnetworked: 'refused' };
  const refusal = snat >= 0 ? '' : subnet < 0 ? 'the pods IP block is exhausted' : 'the floating IP pool is exhausted';
  hand.create(namespaceKind, id, { settled, input: { subnet, snat, refusal } });
}
