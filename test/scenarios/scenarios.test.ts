import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { loadScenario } from '../../api/load.ts';
import { shippedScenarios } from '../../api/package.ts';
import { compileScenario } from '../../models/index.ts';
import { simulate } from '../../sim/index.ts';
import { checkCauses } from '../models/invariants.ts';

/** Seeds of one's choice: the file's own, and others. */
const others = [1, 2, 3, 99, 4_242];

describe.each(shippedScenarios())('%s', (file) => {
  const { scenario, design } = loadScenario(file);

  it('gives the verdict it expects, whatever the seed', () => {
    for (const seed of [scenario.seed, ...others]) {
      const { outcomes } = simulate(compileScenario(scenario, design, seed));
      expect(outcomes.filter(({ verdict }) => verdict !== 'passed').map(({ name, text }) => `seed ${seed}: ${name} ${text}`)).toEqual([]);
    }
  });

  it('has one hash, from both interpreters and on a second run', () => {
    for (const seed of [scenario.seed, ...others]) {
      const spec = compileScenario(scenario, design, seed);
      const { hash } = simulate(spec);
      expect(simulate(spec).hash).toBe(hash);
      expect(simulate({ ...spec, engine: 'reference' }).hash).toBe(hash);
    }
  });

  // Style: each carries a `sometimes` (or an `eventually` on what has happened), to show that its fault did bite.
  it('shows that its faults did bite', () => {
    const { faults } = simulate(compileScenario(scenario, design));
    expect(faults.filter(({ bites, problem }) => bites === 0 || problem !== undefined)).toEqual([]);
    expect(scenario.expect.some((one) => one.sometimes !== undefined)).toBe(true);
  });

  it('turns when the one change that it names is made', () => {
    expect(scenario.flip).toBeDefined();
    const flipped = loadScenario(file, { isFlipped: true });
    const { verdict, outcomes } = simulate(compileScenario(flipped.scenario, flipped.design));
    expect(verdict).toBe('failed');
    expect(outcomes.find(({ name }) => name === scenario.flip?.fails)?.verdict).toBe('failed');
  });

  it('has a cause for every record, back to a fault, an operation or the start', () => {
    checkCauses(simulate(compileScenario(scenario, design)).run);
  });

  it('forks at every quarter to the same hash', () => {
    const spec = compileScenario(scenario, design);
    const { hash, until, run } = simulate(spec);
    for (const part of [0, 0.25, 0.5, 0.75, 1]) {
      const at = Math.floor(until * part);
      const paused = run.fork(at);
      expect(paused.fork(at, paused.checkpoint()).advance().result().hash).toBe(hash);
    }
  });

  it('says where its behaviour comes from', () => {
    expect(readFileSync(file, 'utf8')).toMatch(/^source: .+/m);
  });
});
