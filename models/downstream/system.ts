/** The agents of downstream clusters and their tunnels. */
import type { Design } from '../design.ts';
import { wayInto } from '../platform/ways.ts';
import type { Problem } from '../problem.ts';
import type { System } from '../system.ts';
import { agentKind, nodeAgentKind } from './agent.ts';
import { populate } from './populate.ts';
import { facts, namePatterns, names, phrases, shows } from './telling.ts';
import { redial, tunnels } from './tunnels.ts';
import { downstreamFaults, downstreamGroups } from './verbs.ts';

/** A mix of more clusters than there are. */
function check({ downstream: { atStart, mix } }: Design): Problem[] {
  const mixed = mix.reduce((sum, { clusters }) => sum + clusters, 0);
  if (mixed <= atStart) return [];
  return [
    {
      code: 'too-many',
      message: `the mix names ${mixed} clusters, and there are ${atStart} at the start`,
      path: ['downstream', 'mix'],
      found: String(mixed),
      expected: `at most ${atStart}`,
    },
  ];
}

export const downstream: System = {
  name: 'downstream',
  kinds: [agentKind, nodeAgentKind],
  controllers: (design) => [redial(wayInto(design)), tunnels(wayInto(design))],
  populate,
  check,
  faults: downstreamFaults,
  groups: downstreamGroups,
  names,
  namePatterns,
  phrases,
  facts,
  shows,
};
