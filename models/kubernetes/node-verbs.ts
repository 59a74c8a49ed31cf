/** What people do to nodes: keep pods off, empty them, let them back. */
import type { View } from '../../sim/index.ts';
import { textOr } from '../arguments.ts';
import type { Operation } from '../system.ts';
import { nodeKind } from './node.ts';

/** A worker's node, or why there is nothing to be done to it. */
function nodeOf(view: View, node: unknown): { id: string; name: string; refusal?: string } {
  const name = textOr(node, 'worker-0').replace(/^node-/, '');
  const id = `node-${name}`;
  if (!view.get('kube-api').is('available')) return { id, name, refusal: 'the API does not answer' };
  return view.find(id)?.kind === nodeKind.name ? { id, name } : { id, name, refusal: 'there is no such node' };
}

/** An operation that is one message to a node. */
const onNode = (verb: string, does: string): Operation => ({
  name: verb,
  takes: ['node'],
  run({ node }, hand) {
    const { id, name, refusal } = nodeOf(hand, node);
    if (refusal) return `cannot ${verb} ${name}: ${refusal}`;
    hand.send(id, { type: verb });
    return `${does} ${name}`;
  },
});

export const nodeOperations: readonly Operation[] = [
  onNode('cordon', 'cordons'),
  onNode('uncordon', 'uncordons'),
  onNode('drain', 'drains'),
  {
    name: 'taint',
    takes: ['node', 'effect'],
    run({ node, effect }, hand) {
      const { id, name, refusal } = nodeOf(hand, node);
      if (refusal) return `cannot taint ${name}: ${refusal}`;
      const kind = textOr(effect, 'NoSchedule');
      hand.send(id, { type: 'taint', effect: kind });
      return `taints ${name} with ${kind}`;
    },
  },
  onNode('untaint', 'takes the taint off'),
];
