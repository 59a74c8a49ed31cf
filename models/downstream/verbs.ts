/** What can happen at a site, and what its agents go by. */
import type { Actor, FaultVerb, Roles } from '../../sim/index.ts';
import { message } from '../system.ts';
import { agentKind } from './agent.ts';

/** To the cluster agent and to the node agents, where there are any. */
const toBoth = (type: string) => (agent: Actor) => {
  agent.send(agent.id, { type });
  agent.send(`node-${agent.id}`, { type });
};

export const downstreamFaults: readonly FaultVerb[] = [
  { name: 'disconnect', kinds: ['agent'], title: '{it} loses its link', strike: toBoth('disconnect'), heal: toBoth('reconnect') },
  // The node agents of the other nodes go on.
  { name: 'node-loss', kinds: ['agent'], title: '{it} loses its node', strike: message('nodeLost'), heal: message('nodeBack') },
];

export const downstreamGroups: Roles['groups'] = {
  sites: (view) =>
    view
      .all(agentKind)
      .filter((agent) => agent.id !== 'agent/local' && !agent.is('removed') && !agent.is('withheld'))
      .map(({ id }) => id),
};
