/** The worked example: properties of a design over generated trials, written with what `import … from 'paddock'` gives. */
import fc from 'fast-check';
import { carryOut, harmOf, loadDesign, trials } from 'paddock';
import { describe, expect, it } from 'vitest';

const article = loadDesign('article', { set: ['bosh.resurrector=true'] });

/** Faults of machines and processes. The datastore of a worker is another matter: the agent's pod tolerates a dead node, and stays with it. */
const verbs = ['power-loss', 'crash', 'outage', 'kill', 'stop', 'delete', 'disk-loss'];

describe('the article’s platform, with the resurrector on', () => {
  it('survives any one fault of machines and processes, and an import just before or after it', () => {
    fc.assert(
      fc.property(trials(article, { faults: 1, verbs, operations: { max: 1 }, kinds: ['import-cluster'], within: '3m' }), (trial) => {
        expect(harmOf(trial)).toBeUndefined();
      }),
      { numRuns: 40 },
    );
  });

  it('answers kubectl all the time while a worker is down', () => {
    fc.assert(
      fc.property(trials(article, { faults: 1, verbs: ['crash'], targets: ['worker-0', 'worker-1', 'worker-2'], heal: '10m' }), (trial) => {
        expect(carryOut(trial).downtime('kube-api')).toBe(0);
      }),
      { numRuns: 20 },
    );
  });

  // A counterexample is shrunk to the fewest lines and prints as a scenario file, ready for `paddock run`.
  it('does not survive every pair of faults: the smallest is one scenario', () => {
    const property = fc.property(trials(article, { faults: { max: 4 }, verbs: ['crash', 'outage'] }), (trial) => harmOf(trial) === undefined);
    const { failed, counterexample } = fc.check(property, { seed: 7, numRuns: 300 });
    expect(failed).toBe(true);
    expect(counterexample?.[0].plan.length).toBeLessThanOrEqual(2);
    expect(fc.stringify(counterexample?.[0])).toContain('kind: Scenario');
  });
});
