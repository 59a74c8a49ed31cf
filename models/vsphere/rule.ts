/**
 * A DRS rule: it keeps VMs on different hosts, or on some hosts or off them. It holds once somebody has made it, and names
 * VMs, so one that comes later is in no rule (vSphere Resource Management 6.7, DRS affinity rules). What a VM-Host rule
 * says must be, nobody breaks; what it says should be is kept where there is such a host.
 */
import { setup } from 'xstate';
import { type Actor, defineKind, type View } from '../../sim/index.ts';

/** As the vSphere Client words them; `separate` is a VM-VM rule, the others are VM-Host rules. */
export const ruleTypes = ['separate', 'mustRunOn', 'shouldRunOn', 'mustNotRunOn', 'shouldNotRunOn'] as const;

export type RuleType = (typeof ruleTypes)[number];

export interface Rule {
  name: string;
  type: RuleType;
  vms: readonly string[];
  /** Of a VM-Host rule. */
  hosts: readonly string[];
}

export const isSeparation = ({ type }: Rule): boolean => type === 'separate';
/** Kept only where that can be. */
export const isPreference = ({ type }: Rule): boolean => type.startsWith('should');

/** Whether a VM-Host rule has it that its VMs run on a host. */
export const isFor = ({ type, hosts }: Rule, host: string): boolean => type.endsWith('NotRunOn') !== hosts.includes(host);

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
