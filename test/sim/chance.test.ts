import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Stream, threefry2x32 } from '../../sim/chance.ts';
import { type Distribution, pick, sample } from '../../sim/parameter.ts';

// Random123 1.14, tests/kat_vectors, "threefry2x32 20": counter, key, result.
it.each([
  ['00000000 00000000', '00000000 00000000', '6b200159 99ba4efe'],
  ['ffffffff ffffffff', 'ffffffff ffffffff', '1cb996fc bb002be7'],
  ['243f6a88 85a308d3', '13198a2e 03707344', 'c4923a9c 483df7a0'],
])('Threefry-2x32-20 encrypts %s under %s to %s', (counter, key, result) => {
  const words = (text: string) => text.split(' ').map((word) => Number.parseInt(word, 16)) as [number, number];
  const out = new Int32Array(2);
  threefry2x32(...words(key), ...words(counter), out);
  expect([...out].map((word) => (word >>> 0).toString(16).padStart(8, '0')).join(' ')).toBe(result);
});

const name = fc.string();
const seed = fc.maxSafeInteger();
const take = (stream: Stream, n: number) => Array.from({ length: n }, () => stream.next());

describe('a stream', () => {
  it('draws from [0, 1), evenly', () => {
    // The mean of 10,000 draws has a standard deviation of 0.0029, a tenth's share one of 0.003: six of them are allowed.
    fc.assert(
      fc.property(seed, name, (seed, actor) => {
        const draws = take(new Stream(seed, actor, 'evenly'), 10_000);
        for (const draw of draws) if (!(draw >= 0 && draw < 1)) throw new Error(`drew ${draw}`);
        expect(Math.abs(draws.reduce((sum, draw) => sum + draw, 0) / draws.length - 0.5)).toBeLessThan(0.0174);
        for (let tenth = 0; tenth < 10; tenth++) {
          const share = draws.filter((draw) => Math.floor(draw * 10) === tenth).length / draws.length;
          expect(Math.abs(share - 0.1)).toBeLessThan(0.018);
        }
      }),
      { numRuns: 30 },
    );
  });

  // design.md, section 2: "Draw k of a stream is a hash of (seed, actor, purpose, k), so a stream's whole state is k."
  it('goes on from k as if it had drawn k times', () => {
    fc.assert(
      fc.property(seed, name, name, fc.nat({ max: 50 }), (seed, actor, purpose, k) => {
        const late = new Stream(seed, actor, purpose);
        late.k = k;
        expect(take(late, 5)).toEqual(take(new Stream(seed, actor, purpose), k + 5).slice(k));
      }),
    );
  });

  it('has nothing in common with a stream of another seed, actor or purpose', () => {
    fc.assert(
      fc.property(fc.tuple(seed, name, name), fc.tuple(seed, name, name), (one, other) => {
        fc.pre(one.some((part, i) => part !== other[i]));
        const drawn = new Set(take(new Stream(...one), 20));
        expect(take(new Stream(...other), 20).filter((draw) => drawn.has(draw))).toEqual([]);
      }),
    );
  });

  it.each([
    [1, 1 + 2 ** 32],
    [0, 2 ** 52],
    [1, -1],
  ])('tells the seeds %i and %i apart', (one, other) => {
    expect(take(new Stream(one, 'a', 'p'), 3)).not.toEqual(take(new Stream(other, 'a', 'p'), 3));
  });

  // "A distribution is built afresh for each draw on a sub-stream of that draw."
  it('uses one k for a draw, whatever its distribution needs', () => {
    const kinds: Distribution[] = [
      { kind: 'uniform', min: 5, max: 9 },
      { kind: 'ticks', min: 2, max: 4, tick: 100 },
      { kind: 'exponential', mean: 1_000 },
      { kind: 'lognormal', median: 1_000, sigma: 1 },
      { kind: 'weibull', scale: 1_000, shape: 2 },
    ];
    fc.assert(
      fc.property(seed, fc.array(fc.constantFrom(...kinds), { minLength: 1, maxLength: 20 }), (seed, order) => {
        const stream = new Stream(seed, 'a', 'p');
        const drawn = order.map((kind) => sample(kind, stream));
        expect(stream.k).toBe(order.length);
        for (const [k, kind] of order.entries()) {
          const again = new Stream(seed, 'a', 'p');
          again.k = k;
          expect(sample(kind, again)).toBe(drawn[k]);
          expect(Number.isInteger(drawn[k]) && (drawn[k] as number) >= 0).toBe(true);
        }
      }),
    );
  });
});

describe('a distribution', () => {
  const draws = (distribution: Distribution) => {
    const stream = new Stream(7, 'a', JSON.stringify(distribution));
    return Array.from({ length: 20_000 }, () => sample(distribution, stream)).sort((a, b) => a - b);
  };
  const mean = (of: readonly number[]) => of.reduce((sum, one) => sum + one, 0) / of.length;
  // Standard errors of 20,000 draws: 0.7 % of an exponential's mean; 0.9 % of this lognormal's median; 0.2 % of the others.
  it('has the mean, median and bounds that its parameters say', () => {
    const uniform = draws({ kind: 'uniform', min: 1_000, max: 3_000 });
    expect(mean(uniform)).toBeCloseTo(2_000, -1.5);
    expect([uniform[0], uniform.at(-1)]).toEqual([1_000, 3_000]);
    expect(new Set(draws({ kind: 'ticks', min: 10, max: 19, tick: 100 }))).toEqual(
      new Set([1_000, 1_100, 1_200, 1_300, 1_400, 1_500, 1_600, 1_700, 1_800, 1_900]),
    );
    expect(mean(draws({ kind: 'exponential', mean: 100_000 })) / 100_000).toBeCloseTo(1, 1);
    expect((draws({ kind: 'lognormal', median: 100_000, sigma: 1 })[10_000] as number) / 100_000).toBeCloseTo(1, 1);
    // A Weibull's mean is scale * gamma(1 + 1/shape); gamma(1.5) is 0.8862.
    expect(mean(draws({ kind: 'weibull', scale: 100_000, shape: 2 })) / 100_000).toBeCloseTo(0.8862, 1);
  });

  it('picks every whole number below n', () => {
    const stream = new Stream(7, 'a', 'pick');
    expect(new Set(Array.from({ length: 200 }, () => pick(5, stream)))).toEqual(new Set([0, 1, 2, 3, 4]));
  });
});
