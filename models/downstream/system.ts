/** The agents of downstream clusters and their tunnels. */
import { message, type System } from '../system.ts';
import { agentKind, redial, tunnels } from './agent.ts';
import { populate } from './populate.ts';
import { namePatterns, names, phrases, shows } from './telling.ts';

export const downstream: System = {
  name: 'downstream',
  kinds: [agentKind],
  controllers: () => [redial, tunnels],
  populate,
  faults: [{ name: 'disconnect', kinds: ['agent'], title: '{it} loses its link', strike: message('disconnect'), heal: message('reconnect') }],
  groups: {
    sites: (view) =>
      view
        .all(agentKind)
        .map(({ id }) => id)
        .filter((id) => id !== 'agent/local'),
  },
  names,
  namePatterns,
  phrases,
  shows,
};
