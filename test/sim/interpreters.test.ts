import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Engine, Run, type RunSpec, type World } from '../../sim/index.ts';
import { buildTwin } from './built-machine.ts';
import { type MachineSketch, machineSketch } from './machines.ts';

// Timers without delay that set each other again never let the clock go on.
const stepsAtMost = 150;

/** A fresh twin each time, so that nothing is shared but the sketch. */
const specOf = (sketch: MachineSketch, seed: number, engine: Engine): RunSpec => ({ ...buildTwin(sketch), seed, engine, until: 100 });

function step(world: World, times: number): void {
  for (let i = 0; i < times && world.schedule.size > 0; i++) world.step();
}

/** All that a run leaves behind: its records, with what each action noted at its time, and what is still to come. */
const remains = (world: World) => ({
  records: [...world.trace.records()],
  hash: world.trace.hash,
  events: world.events,
  states: world.actors.map((actor) => actor?.life.state),
  contexts: world.actors.map((actor) => ({ ...actor?.life.context, actor: actor?.id })),
  draws: world.actors.map((actor) => actor?.saveDraws()),
  pending: world.schedule.save().entries.map(({ time, order, kind, cause }) => ({ time, order, kind, cause })),
});

// design.md, section 2: both interpreters "give the same trace, byte for byte, … for generated" machines.
it('a random machine leaves the same behind under both interpreters', () => {
  fc.assert(
    fc.property(machineSketch, fc.integer(), (sketch, seed) => {
      const play = (engine: Engine) => {
        const { world } = new Run(specOf(sketch, seed, engine));
        step(world, stepsAtMost);
        return remains(world);
      };
      expect(play('compiled')).toEqual(play('reference'));
    }),
    { numRuns: 400 },
  );
}, 60_000);

// A checkpoint goes through JSON and into a twin built anew, as it would into another process.
it('a random machine goes on from a checkpoint as if it had never stopped', () => {
  fc.assert(
    fc.property(machineSketch, fc.integer(), fc.nat({ max: stepsAtMost }), (sketch, seed, steps) => {
      const whole = new Run(specOf(sketch, seed, 'compiled'));
      step(whole.world, steps);
      const checkpoint = JSON.parse(JSON.stringify(whole.checkpoint()));
      step(whole.world, stepsAtMost - steps);
      const fork = new Run(specOf(sketch, seed, 'compiled'), checkpoint);
      step(fork.world, stepsAtMost - steps);
      const { records, ...rest } = remains(whole.world);
      expect(remains(fork.world)).toEqual({ ...rest, records: records.slice(checkpoint.trace.length) });
    }),
    { numRuns: 300 },
  );
}, 60_000);
