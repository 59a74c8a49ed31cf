/**
 * A serving certificate: valid until its day, then refused by every new handshake. Connections that are open live on, since
 * TLS looks at dates only when a connection begins (incident I-37; rancher/rke#1208, rancher/rancher#28563).
 * Left out: revocation, clocks that differ, certificates of kubelets and etcd members.
 */
import { assign, setup } from 'xstate';
import { type Actor, type Controller, defineKind, type Micros, type View } from '../../sim/index.ts';

interface Context {
  actor: Actor;
  /** Its last moment, in µs since the start; -1 when that lies beyond any run. */
  notAfter: Micros;
}

export const certificateMachine = setup({
  types: {
    input: {} as Context,
    context: {} as Context,
    events: {} as { type: 'expire' } | { type: 'renew'; notAfter: Micros },
  },
  actions: { keepDay: assign(({ event }) => (event.type === 'renew' ? { notAfter: event.notAfter } : {})) },
}).createMachine({
  id: 'certificate',
  context: ({ input }) => input,
  initial: 'valid',
  states: {
    valid: { on: { expire: 'expired', renew: { actions: 'keepDay' } } },
    expired: { on: { renew: { target: 'valid', actions: 'keepDay' } } },
  },
});

export const certificateKind = defineKind('certificate', certificateMachine);

/** What has a certificate of its own. */
export const subjects = ['rancher', 'kube-api'] as const;
export type Subject = (typeof subjects)[number];

export const certificateId = (subject: string): string => `certificate/${subject}`;

/** Whether new handshakes with a subject fail. */
export const isExpired = (view: View, subject: Subject): boolean => view.find(certificateId(subject))?.is('expired') === true;

/** Has each certificate expire on its day. Nobody looks before. */
export const expiry: Controller = {
  name: 'certificate-expiry',
  watch: { certificate: (certificate) => certificate.id },
  reconcile(id, hand) {
    const certificate = hand.get(id, certificateKind);
    const { notAfter } = certificate.data;
    if (notAfter < 0 || certificate.is('expired')) return undefined;
    if (hand.now() < notAfter) return notAfter;
    hand.send(id, { type: 'expire' });
    return undefined;
  },
};
