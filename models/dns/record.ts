/**
 * A DNS record of the platform: what a host name resolves to, and whether that is where its virtual server is.
 * Left out: caches and their lifetimes, so a changed record holds for everybody at once.
 */
import { assign, setup } from 'xstate';
import { type Actor, defineKind, type View } from '../../sim/index.ts';
import { ownIngressAnswer } from '../nsx/l7-ingress.ts';

interface Context {
  actor: Actor;
  hostname: string;
  /** '' without a record. */
  address: string;
}

export const recordMachine = setup({
  types: { input: {} as Context, context: {} as Context, events: {} as { type: 'change'; address: string; isRight: boolean } },
  guards: { isRight: ({ event }) => event.isRight },
  actions: { keep: assign({ address: ({ event }) => event.address }) },
}).createMachine({
  id: 'dns-record',
  context: ({ input }) => input,
  initial: 'right',
  on: {
    change: [
      { guard: 'isRight', target: '.right', actions: 'keep' },
      { target: '.wrong', actions: 'keep' },
    ],
  },
  states: { absent: {}, right: {}, wrong: {} },
});

export const recordKind = defineKind('dns-record', recordMachine);

/** What has a record: the names that the design gives them. */
export const recordId = (of: string): string => `record/${of}`;

/** Why a name does not lead to its virtual server; undefined when it does. */
export function strayOf(view: View, of: 'rancher' | 'kube-api'): string | undefined {
  const record = view.get(recordId(of), recordKind);
  if (record.is('right')) return undefined;
  if (record.is('absent')) return 'the name does not resolve: it has no record';
  const { address } = record.data;
  const met = of === 'rancher' ? ownIngressAnswer(view, address) : undefined;
  return met === undefined ? `the name resolves to ${address}, where nothing listens` : `the name resolves to ${address}: ${met}`;
}
