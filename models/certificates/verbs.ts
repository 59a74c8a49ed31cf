/** How certificates are renewed. */
import type { ControllerHand, View } from '../../sim/index.ts';
import { textOr } from '../arguments.ts';
import { restartRancher } from '../rancher/upgrade.ts';
import type { Operation } from '../system.ts';
import { type Chain, certificateId, certificateKind, presentCa, type Subject, titleOf } from './certificate.ts';

/** Why a certificate cannot be renewed now, if so. Rancher's lie in Secrets. */
function obstacle(view: View, subject: Subject): string | undefined {
  if (!view.find(certificateId(subject))) return 'there is none';
  return subject === 'kube-api' || view.get('kube-api').is('available') ? undefined : 'the API does not take its secret';
}

function renew(hand: ControllerHand, subject: Subject, ca: number, chain: Chain = 'complete'): void {
  hand.send(certificateId(subject), { type: 'renew', notAfter: -1, ca, chain });
}

export const certificateOperations: readonly Operation[] = [
  {
    name: 'renew-certificate',
    takes: ['certificate', 'chain'],
    run({ certificate, chain }, hand) {
      const subject = textOr(certificate, 'rancher') as Subject;
      const refusal = obstacle(hand, subject);
      if (refusal) return `cannot renew ${titleOf(subject)}: ${refusal}`;
      const shown = textOr(chain, 'complete') as Chain;
      const { ca } = hand.get(certificateId(subject), certificateKind).data;
      if (subject === 'kube-api') renew(hand, subject, ca);
      else replace(hand, subject, shown);
      return `renews ${titleOf(subject)}${subject === 'rancher' && shown === 'leafOnly' ? ' without its intermediate' : ''}`;
    },
  },
];

/**
 * Secrets with new certificates are a changed configuration: nginx loads them anew. Another CA lies in a Secret that
 * replicas read at their start (rancher/docs content/rancher/v2.x/en/installation/resources/update-ca-cert).
 */
function replace(hand: ControllerHand, subject: 'rancher' | 'ca', chain: Chain): void {
  const ca = presentCa(hand) + (subject === 'ca' ? 1 : 0);
  if (subject === 'ca') {
    renew(hand, 'ca', ca);
    restartRancher(hand);
  }
  renew(hand, 'rancher', ca, chain);
  hand.wake('ingress-reload', 'reload');
}
