/**
 * A Secret with one file, as a pod mounts it. Without the Secret the mount fails and is tried again without end; with
 * another key the file's place is taken by an empty directory, and the container finds that and ends.
 */
import { assign, setup } from 'xstate';
import { type Actor, defineKind, type View } from '../../sim/index.ts';
import type { Startup } from './pod.ts';

export const secretMachine = setup({
  types: {
    input: {} as { actor: Actor; key: string },
    context: {} as { actor: Actor; key: string },
    events: {} as { type: 'replace'; key: string },
  },
  actions: { keep: assign({ key: ({ event }) => event.key }) },
}).createMachine({
  id: 'secret',
  context: ({ input }) => input,
  initial: 'present',
  states: { present: { on: { replace: { actions: 'keep' } } } },
});

export const secretKind = defineKind('secret', secretMachine);

const idOf = ({ secret }: Startup): string | undefined => (secret ? `secret/${secret.name}` : undefined);

/** The Secret that a pod mounts and that is not there. */
export function missingSecret(view: View, startup: Startup): string | undefined {
  const id = idOf(startup);
  return id === undefined || view.find(id) ? undefined : id;
}

/** Whether a container finds no file where its Secret should have one. */
export function lacksKey(view: View, startup: Startup): boolean {
  const id = idOf(startup);
  const found = id === undefined ? undefined : view.find(id, secretKind);
  return found !== undefined && found.data.key !== startup.secret?.key;
}
