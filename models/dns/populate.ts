/** The DNS servers. */
import type { ControllerHand } from '../../sim/index.ts';
import type { Design } from '../design.ts';
import { dnsKind } from './server.ts';

export function populate(hand: ControllerHand, design: Design): void {
  for (const { name, address } of design.dns.servers) hand.create(dnsKind, name, { settled: 'available', input: { address } });
}
