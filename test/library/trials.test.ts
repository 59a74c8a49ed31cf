import fc from 'fast-check';
import { asScenario, carryOut, changeDesign, designChanges, faultPlans, harmOf, loadDesign, runScenario, survives, trial, trials } from 'paddock';
import { describe, expect, it } from 'vitest';
import { checkDesign, checkScenario } from '../../models/index.ts';
import { scenario } from '../models/designs.ts';

const article = loadDesign('article');

describe('a trial', () => {
  it('does harm if and only if the scenario that it is written as fails', () => {
    fc.assert(
      fc.property(trials(article, { faults: { max: 3 }, operations: { max: 1 }, changes: { max: 1 }, heal: '5m' }), (one) => {
        const text = asScenario(one, 'article.yaml');
        const { verdict } = runScenario('scenarios/designs/trial.yaml', { text });
        expect(verdict, text).toBe(survives(one) ? 'passed' : 'failed');
      }),
      { numRuns: 60 },
    );
  });

  it('by hand is refused when the design has nothing of that name', () => {
    expect(() => trial(article, [{ at: '1m', fault: 'power-loss', target: 'esx-09' }])).toThrow('there is no "esx-09"');
    expect(() => trial(article, [{ at: '1m', fault: 'power-los', target: 'esx-01' }])).toThrow('there is no fault "power-los"');
  });

  it('is carried out with its story, its downtime and its own expectations', () => {
    const one = trial(article, [{ at: '1m', fault: 'kill', target: 'etcd leader' }], { seed: 3 });
    const { story, downtime, verdict } = carryOut(one, { for: '10m', expect: [{ name: 'kubectl never fails', always: { path: 'kube-api', atLeast: 1 } }] });
    expect(story.map(({ text }) => text).join('\n')).toContain('etcd elects');
    expect(downtime('kube-api')).toBeGreaterThan(0);
    expect(verdict).toBe('failed');
    expect(harmOf(one)).toBeUndefined();
  });
});

describe('generated plans and changes', () => {
  it('fit their design: a scenario of them has no mistake', () => {
    fc.assert(
      fc.property(
        designChanges(article, { changes: { max: 2 } }).chain(({ design, set }) =>
          fc.tuple(fc.constant(design), fc.constant(set), faultPlans(design, { faults: 2, operations: { max: 2 }, heal: '10m' })),
        ),
        ([design, set, plan]) => {
          expect(checkDesign(design)).toEqual([]);
          expect(changeDesign(article, set)).toEqual(design);
          expect(checkScenario(scenario({ timeline: plan, duration: '1h' }), design)).toEqual([]);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('of verbs that the design has no target for are refused before any work', () => {
    expect(() => faultPlans(article, { verbs: ['explode'] })).toThrow('nothing that these faults could strike');
  });
});
