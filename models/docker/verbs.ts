/** What people do with the container. */
import { memberIn, nodeIn, serverIn } from '../platform/homes.ts';
import type { Operation } from '../system.ts';
import { dockerKind } from './container.ts';

export const dockerOperations: readonly Operation[] = [
  {
    // docker stop, docker rm, docker run, as an upgrade goes.
    name: 'replace-container',
    takes: [],
    run(_, hand) {
      const { machine, hasVolume } = hand.get('docker', dockerKind).data;
      if (hand.get(machine).is('running') === false) return `cannot replace the container: ${machine} does not answer`;
      const parts = [memberIn(machine), serverIn(machine), nodeIn(machine)];
      if (!hasVolume) hand.send(memberIn(machine), { type: 'diskLost', isForGood: true });
      for (const part of parts) for (const type of ['vmStopped', 'vmStarted']) hand.send(part, { type });
      hand.send('docker', { type: 'replaced' });
      return hasVolume
        ? 'replaces the container: the new one finds the data in its volume'
        : 'replaces the container: its data go with it, since they lie in no volume';
    },
  },
];
