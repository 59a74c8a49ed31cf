/**
 * A serving certificate, or the CA that signs one: valid until its day, then refused by every new handshake. Connections that
 * are open live on, since TLS looks at dates and chains only when a connection begins (incident I-37; rancher/rke#1208,
 * rancher/rancher#28563). Left out: revocation, clocks that differ, certificates of kubelets and etcd members.
 */
import { assign, setup } from 'xstate';
import { type Actor, type Controller, defineKind, type Micros, type View } from '../../sim/index.ts';

interface Context {
  actor: Actor;
  /** Its last moment, in µs since the start; -1 when that lies beyond any run. */
  notAfter: Micros;
  /** Which CA signed it, counted from the first; of a CA, which one it is. */
  ca: number;
  chain: Chain;
}

/** What a server shows: all that leads to the root, or its own certificate alone. */
export const chains = ['complete', 'leafOnly'] as const;
export type Chain = (typeof chains)[number];

export const certificateMachine = setup({
  types: {
    input: {} as Context,
    context: {} as Context,
    events: {} as { type: 'expire' } | ({ type: 'renew' } & Pick<Context, 'notAfter' | 'ca' | 'chain'>),
  },
  actions: {
    replace: assign(({ event }) => {
      if (event.type !== 'renew') return {};
      const { notAfter, ca, chain } = event;
      return { notAfter, ca, chain };
    }),
  },
}).createMachine({
  id: 'certificate',
  context: ({ input }) => input,
  initial: 'valid',
  states: {
    valid: { on: { expire: 'expired', renew: { actions: 'replace' } } },
    expired: { on: { renew: { target: 'valid', actions: 'replace' } } },
  },
});

export const certificateKind = defineKind('certificate', certificateMachine);

/** What has a certificate of its own; ca is the private CA whose root agents get from Rancher as cacerts. */
export const subjects = ['rancher', 'kube-api', 'ca'] as const;
export type Subject = (typeof subjects)[number];

/** What it is called. */
export const titleOf = (subject: string): string => (subject === 'ca' ? "Rancher's CA" : `the certificate of ${subject}`);

export const certificateId = (subject: string): string => `certificate/${subject}`;

/** Whether new handshakes with a subject fail. */
export const isExpired = (view: View, subject: Subject): boolean => view.find(certificateId(subject))?.is('expired') === true;

/** The CA that Rancher's certificates are signed by now. */
export const presentCa = (view: View): number => view.find(certificateId('ca'), certificateKind)?.data.ca ?? 1;

/**
 * Why an agent that trusts a CA refuses what Rancher shows, in its own words; nothing when it does not. Go looks for no
 * intermediate beyond those shown, as browsers may (rancher/rancher#32421). With a public CA agents trust whatever signed.
 */
export function distrust(view: View, trusts: number): string | undefined {
  const shown = view.find(certificateId('rancher'), certificateKind);
  if (shown?.data.chain === 'leafOnly') return 'Certificate chain is not complete';
  const isPrivate = view.find(certificateId('ca')) !== undefined;
  return isPrivate && shown !== undefined && shown.data.ca !== trusts ? 'x509: certificate signed by unknown authority' : undefined;
}

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
