/** The DNS servers, and the two records that the platform needs. */
import type { ControllerHand } from '../../sim/index.ts';
import type { Design } from '../design.ts';
import { recordId, recordKind } from './record.ts';
import { addressOf } from './records.ts';
import { dnsKind } from './server.ts';

export function populate(hand: ControllerHand, design: Design): void {
  for (const { name, address } of design.dns.servers) hand.create(dnsKind, name, { settled: 'available', input: { address } });
  for (const [of, hostname] of [
    ['rancher', design.rancher.hostname],
    ['kube-api', design.pks.clusters[0]?.hostname ?? ''],
  ] as const) {
    const address = addressOf(design, hostname);
    const isThere = of === 'kube-api' ? design.installed !== 'nothing' : design.installed === 'rancher';
    hand.create(recordKind, recordId(of), { settled: isThere ? 'right' : 'absent', input: { hostname, address: isThere ? address : '' } });
  }
}
