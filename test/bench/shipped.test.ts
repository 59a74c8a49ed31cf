/** The benchmark of the shipped machines is run by hand; here its beats are held against the machines as they are now. */
import { expect, it } from 'vitest';
import { pairOf } from './machines.ts';
import { actor, shipped } from './shipped.ts';

it.each(shipped.map((one) => [one[0].id, one] as const))(
  '%s goes through the beats of its benchmark in both interpreters, and begins anew',
  (name, [machine, input, before, beats]) => {
    const [compiled, xstate] = pairOf(machine, { ...input, actor }, beats, name, before);
    const after = compiled.state();
    for (const beat of beats) for (const player of [compiled, xstate]) player.play(beat);
    expect([compiled.state(), xstate.state()]).toEqual([after, after]);
  },
);
