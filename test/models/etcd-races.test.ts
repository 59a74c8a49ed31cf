import fc from 'fast-check';
import { expect, it } from 'vitest';
import { etcdKind } from '../../models/etcd/cluster.ts';
import { compileScenario } from '../../models/index.ts';
import { Run, View } from '../../sim/index.ts';
import { article, scenario } from './designs.ts';

// A second member may fall at any moment of an election, between two messages of it too; once all are back, one leads.
it('an election that is broken at any moment comes to an end once the members are back', () => {
  const design = article();
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 10_000 }), fc.integer({ min: 0, max: 4_000_000 }), fc.constantFrom('kill', 'stop'), (seed, after, verb) => {
      const timeline = [
        { at: '10s', fault: verb, target: 'etcd leader', for: '30s' },
        { at: `${10_000_000 + after}us`, fault: 'kill', target: 'one of etcd members', for: '30s' },
      ];
      const run = new Run(compileScenario(scenario({ duration: '2m', timeline }), design, seed)).advance();
      expect(new View(run.world).get('etcd', etcdKind).is('led')).toBe(true);
    }),
    { numRuns: 2_000 },
  );
}, 60_000);

it('nor does it matter when the second one falls within the winning round', () => {
  const design = article();
  for (let seed = 0; seed < 60; seed++) {
    const first = compileScenario(scenario({ duration: '15s', timeline: [{ at: '10s', fault: 'kill', target: 'etcd leader', for: '30s' }] }), design, seed);
    const moments = [...new Run(first).advance().world.trace.records()]
      .filter(({ at, actor }) => at > 10_000_000 && actor.startsWith('etcd'))
      .map(({ at }) => at);
    for (const at of new Set(moments.flatMap((moment) => [moment - 1, moment, moment + 1, moment + 399, moment + 401]))) {
      const timeline = [
        { at: '10s', fault: 'kill', target: 'etcd leader', for: '30s' },
        { at: `${at}us`, fault: 'kill', target: 'one of etcd members', for: '30s' },
      ];
      const run = new Run(compileScenario(scenario({ duration: '2m', timeline }), design, seed)).advance();
      expect(new View(run.world).get('etcd', etcdKind).is('led')).toBe(true);
    }
  }
}, 60_000);
