/** Tiny twins whose availability is known in closed form. */
import { setup } from 'xstate';
import { type Actor, defineKind, defineParameters, exponential, hours, type Micros, type RunSpec, type Twin, type View } from '../../sim/index.ts';

/** A part that fails and is mended by drawn failures. */
const partMachine = setup({
  types: { input: {} as { actor: Actor }, context: {} as { actor: Actor }, events: {} as { type: 'break' | 'mend' } },
}).createMachine({
  id: 'part',
  context: ({ input }) => input,
  initial: 'up',
  states: { up: { on: { break: 'down' } }, down: { on: { mend: 'up' } } },
});
const partKind = defineKind('part', partMachine);

/** The path is whole while `needed` of `n` parts are up. */
function parts(n: number, needed: number): Twin {
  const upAt = (view: View) => view.count(partKind, 'up');
  return {
    vocabulary: {
      faults: [
        {
          name: 'break',
          kinds: ['part'],
          title: '{it} breaks',
          strike: (actor) => actor.send(actor.id, { type: 'break' }),
          heal: (actor) => actor.send(actor.id, { type: 'mend' }),
        },
      ],
      operations: [],
      groups: {},
      relations: {},
    },
    define(world) {
      world.addKind(partKind);
      world.addPath({
        name: 'service',
        ask: (view) =>
          upAt(view) >= needed
            ? { share: 1 }
            : {
                share: 0,
                reason: 'too few parts',
                blame: view
                  .all(partKind)
                  .filter((part) => part.is('down'))
                  .map(({ id }) => id),
              },
      });
    },
    populate(hand) {
      for (let i = 0; i < n; i++) hand.create(partKind, `part-${i}`, { settled: 'up' });
    },
  };
}

export interface Parts {
  n: number;
  needed: number;
  mtbf: Micros;
  mttr: Micros;
}

export const partsSpec = ({ n, needed, mtbf, mttr }: Parts, until: Micros, seed: number): RunSpec => ({
  twin: parts(n, needed),
  seed,
  until,
  script: [],
  misfortunes: Array.from({ length: n }, (_, i) => ({
    verb: 'break',
    target: `part-${i}`,
    between: { kind: 'exponential', mean: mtbf },
    lasting: { kind: 'exponential', mean: mttr },
  })),
});

/**
 * Failures come as a Poisson stream whatever the repairs take, and a part is down while any lies on it: the busy time of an
 * M/G/infinity queue, so it is up with probability exp(-mttr / mtbf) (Takács 1962).
 */
export function partsClosedForm({ n, needed, mtbf, mttr }: Parts): number {
  const up = Math.exp(-mttr / mtbf);
  let sum = 0;
  for (let k = needed; k <= n; k++) sum += choose(n, k) * up ** k * (1 - up) ** (n - k);
  return sum;
}

const choose = (n: number, k: number): number => (k === 0 ? 1 : (choose(n - 1, k - 1) * n) / k);

/** Two units and one repairman, as a birth-death chain; the path needs one unit. */
export const chainParameters = defineParameters('test.chain', {
  two: exponential(hours(50), { assumption: 'either of two units, each of mean 100 h' }),
  one: exponential(hours(100), { assumption: 'the unit that is left' }),
  repair: exponential(hours(10), { assumption: 'one repairman' }),
});
const chainMachine = setup({
  types: { input: {} as { actor: Actor }, context: {} as { actor: Actor } },
  delays: {
    two: ({ context }) => context.actor.draw('two', chainParameters.two),
    one: ({ context }) => context.actor.draw('one', chainParameters.one),
    repair: ({ context }) => context.actor.draw('repair', chainParameters.repair),
  },
}).createMachine({
  id: 'chain',
  context: ({ input }) => input,
  initial: 'both',
  states: { both: { after: { two: 'single' } }, single: { after: { one: 'none', repair: 'both' } }, none: { after: { repair: 'single' } } },
});
const chainKind = defineKind('chain', chainMachine);

export const chainSpec = (until: Micros, seed: number): RunSpec => ({
  twin: {
    vocabulary: { faults: [], operations: [], groups: {}, relations: {} },
    define(world) {
      world.addKind(chainKind);
      world.addPath({
        name: 'service',
        ask: (view) => (view.get('chain').is('none') ? { share: 0, reason: 'both are down', blame: ['chain'] } : { share: 1 }),
      });
    },
    populate: (hand) => {
      hand.create(chainKind, 'chain', {});
    },
  },
  seed,
  until,
  script: [],
});

/** Steady state of the chain: p1 = p0 x 2r, p2 = p1 x r with r = 10 / 100. */
export const chainClosedForm = (): number => {
  const r = 10 / 100;
  return 1 - (2 * r * r) / (1 + 2 * r + 2 * r * r);
};
