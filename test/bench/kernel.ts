/** The schedule alone: the hold model (one event enters the next) with 1,000 pending, against SimPy 3 in the same run. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Stream } from '../../sim/chance.ts';
import { Schedule, s } from '../../sim/index.ts';
import { sample } from '../../sim/parameter.ts';
import type { Figure } from './figure.ts';

const pending = 1_000;
const hold = fileURLToPath(new URL('../../../test/bench/hold.py', import.meta.url));

/** Drawn before the clock starts, here as there: the queue is measured, not the generator. */
const delays = Array.from(
  { length: 65_536 },
  (
    (stream: Stream) => () =>
      sample({ kind: 'exponential', mean: s(1) }, stream)
  )(new Stream(1, 'hold', 'delay')),
);

/** Events a second of the best of some runs. */
function rate(events: number, repeats: number): number {
  let best = 0;
  for (let i = 0; i < repeats; i++) {
    const schedule = new Schedule();
    let drawn = 0;
    const enter = () => schedule.schedule(schedule.now + (delays[drawn++ & 65_535] as number), 0, 0, undefined, -1, -1);
    const take = () => {
      schedule.step();
      enter();
    };
    for (let j = 0; j < pending; j++) enter();
    for (let j = 0; j < 2 * pending; j++) take();
    const from = performance.now();
    for (let j = 0; j < events; j++) take();
    best = Math.max(best, (events * 1_000) / (performance.now() - from));
  }
  return best;
}

/** @throws Error when SimPy is not there: `apt-get install python3-simpy3`. */
export function benchKernel(): Figure[] {
  const { stdout, stderr, error } = spawnSync('/usr/bin/python3', [hold, '300000', String(pending)], { encoding: 'utf8' });
  if (error || stdout === '') throw new Error(`SimPy 3 (Debian: python3-simpy3) did not run: ${error?.message ?? stderr}`);
  const { version, callbacks, processes } = JSON.parse(stdout) as { version: string; callbacks: number; processes: number };
  const figure = rate(3_000_000, 5);
  const against = (what: string, peerFigure: number): Figure => ({
    name: `hold model, ${pending} pending`,
    figure,
    unit: 'events/s',
    peer: `SimPy ${version}, ${what}`,
    peerFigure,
    ratio: figure / peerFigure,
  });
  return [against('bare events with a callback', callbacks), against('processes', processes)];
}
