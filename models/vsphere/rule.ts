/**
 * A DRS rule that keeps VMs on different hosts: it holds once somebody has made it. It names VMs, so one that comes later is
 * in no rule (vSphere Resource Management 6.7).
 */
import { setup } from 'xstate';
import { type Actor, defineKind, type View } from '../../sim/index.ts';

export const ruleMachine = setup({
  types: { input: {} as { actor: Actor }, context: {} as { actor: Actor }, events: {} as { type: 'make' } },
}).createMachine({
  id: 'drs-rule',
  context: ({ input }) => input,
  initial: 'absent',
  states: { absent: { on: { make: 'enabled' } }, enabled: {} },
});

export const ruleKind = defineKind('drs-rule', ruleMachine);

export const ruleId = (name: string): string => `rule/${name}`;

/** Whether a rule of the design has been made. */
export const isEnabled = (view: View, { name }: { name: string }): boolean => view.get(ruleId(name)).is('enabled');
