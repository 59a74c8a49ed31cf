/** The DNS servers, and the records that the platform needs. */
import type { ControllerHand } from '../../sim/index.ts';
import { type Design, isOnPks } from '../design.ts';
import { recordId, recordKind } from './record.ts';
import { addressOf } from './records.ts';
import { dnsKind } from './server.ts';

export function populate(hand: ControllerHand, design: Design): void {
  for (const { name, address } of design.dns.servers) hand.create(dnsKind, name, { settled: 'available', input: { address } });
  const names: (readonly [string, string])[] = [['rancher', design.rancher.hostname]];
  // On RKE the kubeconfig names a node by its address.
  if (isOnPks(design)) names.push(['kube-api', design.pks.clusters[0]?.hostname ?? '']);
  for (const [of, hostname] of names) {
    const address = addressOf(design, hostname);
    const isThere = of === 'kube-api' ? design.installed !== 'nothing' : design.installed === 'rancher';
    hand.create(recordKind, recordId(of), { settled: isThere ? 'right' : 'absent', input: { hostname, address: isThere ? address : '' } });
  }
}
