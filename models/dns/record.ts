/**
 * A DNS record of the platform: what a host name resolves to, and whether that is where its virtual server is.
 * Left out: caches and their lifetimes, so a changed record holds for everybody at once.
 */
import { assign, setup } from 'xstate';
import { type Actor, defineKind, type View } from '../../sim/index.ts';

interface Context {
  actor: Actor;
  hostname: string;
  address: string;
  /** Where the virtual server is. */
  right: string;
}

export const recordMachine = setup({
  types: { input: {} as Context, context: {} as Context, events: {} as { type: 'change'; address: string } },
  guards: { isRight: ({ context, event }) => event.address === context.right },
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
  states: { right: {}, wrong: {} },
});

export const recordKind = defineKind('dns-record', recordMachine);

/** What has a record: the names that the design gives them. */
export const recordId = (of: string): string => `record/${of}`;

/** Where a name leads that does not lead to its virtual server; undefined when all is well. */
export function strayOf(view: View, of: 'rancher' | 'kube-api'): string | undefined {
  const record = view.get(recordId(of), recordKind);
  return record.is('wrong') ? record.data.address : undefined;
}
