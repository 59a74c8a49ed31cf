/** Which transition of which machine fires in which scenario: read from traces, so a record stands for all its microsteps. */
import type { AnyStateNode, AnyTransitionDefinition } from 'xstate';
import { kindOf, kinds } from '../models/index.ts';
import { isIn, type TraceRecord } from '../sim/index.ts';
import { execute } from './execution.ts';

export interface CoveredTransition {
  state: string;
  event: string;
  guard: string | null;
  /** The state it leads to; the state itself when it only acts. */
  target: string;
  scenarios: string[];
}

export interface Coverage {
  machine: string;
  transitions: CoveredTransition[];
}

/** Runs every scenario. @throws WrongInput when one of them is wrong. */
export function coverageOf(files: readonly string[]): Coverage[] {
  const maps = new Map(kinds.map(({ name, machine }) => [name, new MachineMap(machine.root as AnyStateNode)]));
  for (const file of files) {
    const { run, loaded } = execute(file, {});
    for (const record of run.world.trace.records()) {
      if (record.kind === 'transition') maps.get(kindOf(record.actor, run))?.cover(record, loaded.scenario.name);
    }
  }
  return [...maps].map(([machine, { transitions }]) => ({ machine, transitions: [...transitions.values()] }));
}

/** A machine's declared transitions. */
class MachineMap {
  readonly transitions = new Map<AnyTransitionDefinition, CoveredTransition>();
  private readonly declared: { node: AnyStateNode; event: string; transition: AnyTransitionDefinition }[] = [];

  constructor(private readonly root: AnyStateNode) {
    this.load(root);
    // Inner states are asked first.
    this.declared.sort((a, b) => b.node.path.length - a.node.path.length);
  }

  /** Counts a record for the transition that it must have been, and for those without event that followed it at once. */
  cover({ event, from, to }: TraceRecord, scenario: string): void {
    const regions = new Set<string | undefined>();
    for (const { node, event: name, transition } of this.declared) {
      // One event may move several regions of a parallel state, each once.
      const region = this.root.type === 'parallel' ? node.path[0] : '';
      if (name !== event || regions.has(region) || !(node.path.length === 0 || isIn(from, nameOf(node)))) continue;
      const target = transition.target?.[0];
      const followed = target ? settle(target, to) : from === to ? [] : undefined;
      if (!followed) continue;
      for (const one of [transition, ...followed]) {
        const covered = this.transitions.get(one);
        if (covered && !covered.scenarios.includes(scenario)) covered.scenarios.push(scenario);
      }
      regions.add(region);
    }
  }

  private load(node: AnyStateNode): void {
    for (const [descriptor, transitions] of node.transitions) for (const transition of transitions) this.declare(node, eventOf(descriptor), transition);
    for (const transition of node.always ?? []) this.declare(node, 'always', transition);
    for (const child of Object.values(node.states)) this.load(child);
  }

  private declare(node: AnyStateNode, event: string, transition: AnyTransitionDefinition): void {
    this.declared.push({ node, event, transition });
    const guard = transition.guard as string | { type: string } | undefined;
    const target = transition.target?.[0];
    this.transitions.set(transition, {
      state: nameOf(node) || 'any',
      event,
      guard: guard === undefined ? null : typeof guard === 'string' ? guard : (guard.type ?? 'inline'),
      target: target ? nameOf(target) : nameOf(node) || 'any',
      scenarios: [],
    });
  }
}

/** The transitions without event by which a target settles in a state; undefined when it does not settle there. */
function settle(target: AnyStateNode, state: string, seen: readonly AnyStateNode[] = []): AnyTransitionDefinition[] | undefined {
  if (seen.includes(target)) return undefined;
  let leaf = target;
  while (leaf.type === 'compound') leaf = leaf.initial.target[0] as AnyStateNode;
  if (leaf.type !== 'atomic' && leaf.type !== 'final') return isIn(state, nameOf(target)) ? [] : undefined;
  if (isIn(state, nameOf(leaf))) return [];
  for (let node: AnyStateNode | undefined = leaf; node; node = node.parent) {
    for (const transition of node.always ?? []) {
      const next = transition.target?.[0];
      const followed = next && settle(next, state, [...seen, target]);
      if (followed) return [transition, ...followed];
    }
  }
  return undefined;
}

const nameOf = (node: AnyStateNode): string => node.path.join('.');

/** `xstate.after.bootTime.vm.booting` as traces show it: `after bootTime`. */
const eventOf = (descriptor: string): string => (descriptor.startsWith('xstate.after.') ? `after ${descriptor.split('.')[2]}` : descriptor);
