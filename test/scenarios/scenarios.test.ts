import { readFileSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import { loadScenario } from '../../api/load.ts';
import { shippedScenarios } from '../../api/package.ts';
import { compileScenario } from '../../models/index.ts';
import { type RunSpec, simulate } from '../../sim/index.ts';
import { checkCauses } from '../models/invariants.ts';

/** Seeds of one's choice: the file's own, and others. */
const others = [1, 2, 3, 99, 4_242];

/**
 * What a run's hash is while the host's timers break whoever asks, and its clock and chance too. XState stamps what it
 * schedules with both and reads neither, so its interpreter is told nonsense instead.
 */
function hashWithoutHost(spec: RunSpec): string {
  const broken = (name: string) => () => {
    throw new Error(`${name} of the host was asked`);
  };
  for (const name of ['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask']) vi.stubGlobal(name, broken(name));
  vi.stubGlobal('performance', { now: broken('performance.now') });
  vi.stubGlobal('crypto', { getRandomValues: broken('crypto'), randomUUID: broken('crypto') });
  const isXState = spec.engine === 'reference';
  const clock = vi.spyOn(Date, 'now').mockImplementation(isXState ? () => -1 : broken('Date.now'));
  const chance = vi.spyOn(Math, 'random').mockImplementation(isXState ? () => 0.5 : broken('Math.random'));
  try {
    return simulate(spec).hash;
  } finally {
    clock.mockRestore();
    chance.mockRestore();
    vi.unstubAllGlobals();
  }
}

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

  it('has that hash whatever clock, timers and chance the host has, from either interpreter', () => {
    const spec = compileScenario(scenario, design);
    const { hash } = simulate(spec);
    for (const engine of ['compiled', 'reference'] as const) expect(hashWithoutHost({ ...spec, engine })).toBe(hash);
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
