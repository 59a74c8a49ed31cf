import fc from 'fast-check';
import { expect, it } from 'vitest';
import { compileScenario } from '../../models/index.ts';
import { Run, simulate } from '../../sim/index.ts';
import { article, scenario } from './designs.ts';
import { checkCauses, Invariants } from './invariants.ts';

const members = ['etcd-0', 'etcd-1', 'etcd-2'];
const at = fc.integer({ min: 1, max: 3_000 }).map((second) => `${second}s`);
const fault = fc.record({
  at,
  fault: fc.constantFrom('kill', 'stop', 'disk-loss', 'slow-disk'),
  target: fc.constantFrom(...members),
  for: fc.integer({ min: 1, max: 600 }).map((second) => `${second}s`),
});
const lasting = fc.record({ at, fault: fc.constantFrom('disk-loss', 'slow-disk'), target: fc.constantFrom(...members) });
const operation = fc.record({ at, operation: fc.constantFrom('snapshot', 'restore', 'replace-member', 'compact', 'defragment', 'disarm-alarm') });
const timelines = fc.array(fc.oneof(fault, lasting, operation), { minLength: 3, maxLength: 10 });

/** A file that is full after 26 min, and disks that stall for longer than an election every few seconds. */
const troubled = article((data) => {
  data.parameters = { 'etcd.space.growth': 5_000_000_000, 'etcd.disk.untilStall': '1s to 20s' };
});

// Raft's election safety holds whatever happens to disks and members: at most one leader in a term.
it('whatever is done to disks, members and space, every invariant holds, and both interpreters agree', () => {
  fc.assert(
    fc.property(timelines, fc.integer({ min: 0, max: 2 ** 31 }), (timeline, seed) => {
      const spec = compileScenario(scenario({ timeline, duration: '1h' }), troubled, seed);
      const run = new Run(spec);
      const invariants = new Invariants(run);
      while (run.world.schedule.peek() <= spec.until) {
        run.world.step();
        invariants.check();
      }
      checkCauses(run);
      expect(simulate({ ...spec, engine: 'reference' }).hash).toBe(simulate(spec).hash);
    }),
    { numRuns: 40 },
  );
}, 120_000);
