/** What people ask BOSH for. */
import { textOr } from '../arguments.ts';
import type { Operation } from '../system.ts';

export const boshOperations: readonly Operation[] = [
  {
    name: 'scan-and-fix',
    takes: [],
    run(_, hand) {
      hand.wake('bosh-health-monitor', 'scan');
      return 'runs bosh cloud-check: scan and fix';
    },
  },
  {
    name: 'update-resurrection',
    takes: ['resurrection'],
    run({ resurrection }, hand) {
      const word = textOr(resurrection, 'off');
      hand.wake('bosh-health-monitor', `resurrection ${word}`);
      return `runs bosh update-resurrection ${word}`;
    },
  },
];
