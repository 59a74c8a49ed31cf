/** Actors that live and die with a VM. */
import type { StateValue } from 'xstate';
import type { ControllerHand, Kind } from '../../sim/index.ts';

/** Makes an actor that lives and dies with a VM. */
export function inVm<C>(hand: ControllerHand, kind: Kind<C>, id: string, vm: string, settled: StateValue, input: Record<string, unknown> = {}): void {
  hand.create(kind, id, { settled, input });
  hand.labelOther(id, 'vm', vm);
}
