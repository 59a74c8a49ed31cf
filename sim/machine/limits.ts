/**
 * What the compiled form lacks, or XState itself would take in a way that nobody means: refused when the machine is
 * loaded, by name and state.
 */
import type { AnyStateMachine, AnyStateNode } from 'xstate';
import type { Resolver } from './ops.ts';
import { children, descend, historyDefault, isBelow } from './plan.ts';

/** @throws MachineError for the first thing found. */
export function checkLimits({ root }: AnyStateMachine, resolver: Resolver): void {
  for (const node of descend(root)) {
    const refuse = (what: string) => resolver.refuse(`state "${node.id}"`, what);
    if (node.invoke.length > 0) refuse('invoke is not part of the compiled form');
    if (node.type === 'final' && node.parent === root) refuse('a top-level final state would end the actor');
    if (node.type === 'history') checkHistory(node, refuse);
    if (node.type === 'parallel') checkAlways(node, refuse);
    // When the state around it is left in the same microstep, XState remembers first and then enters what it has just
    // remembered, in a state that is gone.
    for (const one of [...node.transitions.values(), node.always ?? []].flat()) {
      const own = one.target?.find(({ type, parent }) => type === 'history' && isBelow(node, parent as AnyStateNode));
      if (own) refuse(`a transition to "${own.id}", the history of a state around it`);
    }
    for (const key of Object.keys((node.config as { after?: object }).after ?? {})) {
      if (!Number.isNaN(Number(key))) refuse(`after "${key}": name the delay; the clock counts µs`);
    }
  }
  if (root.type === 'parallel' && canFinish(root)) resolver.refuse(`state "${root.id}"`, 'regions that all end in final states would end the actor');
}

const canFinish = (node: AnyStateNode): boolean => {
  const inside = children(node).filter((child) => child.type !== 'history');
  if (node.type === 'compound') return inside.some((child) => child.type === 'final');
  return node.type === 'parallel' ? inside.length > 0 && inside.every(canFinish) : node.type === 'final';
};

/** XState finds out only when the history is asked, or never comes to an end. */
function checkHistory(node: AnyStateNode, refuse: (what: string) => never): void {
  const { target } = node.config as { target?: unknown };
  if (target !== undefined && (typeof target !== 'string' || /^$|^\.|\\/.test(target))) {
    refuse(`history target ${JSON.stringify(target)}: write "child", "child.grandchild" or "#id"`);
  }
  let found: readonly (AnyStateNode | undefined)[] | undefined;
  try {
    found = historyDefault(node).target;
  } catch {}
  if (!found?.length || found.includes(undefined)) refuse(`history target "${String(target)}" names no state`);
  if (found?.some((one) => one?.type === 'history')) refuse('a history state whose default is a history state');
}

/** Two `always` that can be enabled at once in one parallel state run in an order that depends on how it was entered. */
function checkAlways(node: AnyStateNode, refuse: (what: string) => never): void {
  const regions = children(node).filter((child) => [...descend(child)].some((one) => one.always?.length));
  let isAbove = false;
  for (let up: AnyStateNode | undefined = node; up; up = up.parent) if (up.always?.length) isAbove = true;
  if (regions.length > 1 || (regions.length === 1 && isAbove)) refuse('always in two regions of one parallel state');
}
