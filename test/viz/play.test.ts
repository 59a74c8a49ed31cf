/** The parts of the page that know neither run nor browser: links, figures in words, the pace of the play head. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatDuration as durationOfRuns, formatMoment as momentOfRuns } from '../../sim/index.ts';
import { timeTicks } from '../../viz/draw/ticks.ts';
import { failingPart, formatDuration, formatMoment } from '../../viz/format.ts';
import { type Link, readLink, writeLink } from '../../viz/link.ts';
import { advance } from '../../viz/play/clock.ts';
import { indexAt } from '../../viz/scene/search.ts';

describe('a link', () => {
  const scalar = fc.oneof(
    fc.boolean(),
    fc.integer(),
    fc.stringMatching(/^[a-zA-Z][\w ./=&%#+-]{0,20}$/).filter((text) => !/^(true|false)$/.test(text)),
  );
  const link: fc.Arbitrary<Link> = fc.record({
    scenario: fc.option(fc.stringMatching(/^[\w-]{1,30}$/), { nil: undefined }),
    seed: fc.option(fc.nat(), { nil: undefined }),
    set: fc.dictionary(fc.stringMatching(/^[a-z][a-zA-Z.0-9]{0,20}$/), scalar, { noNullPrototype: true }),
    at: fc.option(
      fc.nat(10_000_000_000).map((us) => us / 1e6),
      { nil: undefined },
    ),
    selection: fc.option(
      fc.oneof(
        fc.record({ type: fc.constantFrom('actor' as const, 'path' as const), id: fc.stringMatching(/^[\w/.-]{1,20}$/) }),
        fc.record({ type: fc.constant('record' as const), index: fc.nat() }),
      ),
      { nil: undefined },
    ),
  });

  it('says what it was made of', () => {
    fc.assert(
      fc.property(link, (made) => {
        expect(readLink(writeLink(made))).toEqual(made);
      }),
    );
  });

  it('of rubbish is an empty one, never an error', () => {
    fc.assert(
      fc.property(fc.string(), (rubbish) => {
        expect(readLink(rubbish).set).toBeTypeOf('object');
      }),
    );
    expect(readLink('#seed=-3&t=x&sel=door:1')).toEqual({ scenario: undefined, seed: undefined, set: {}, at: undefined, selection: undefined });
  });
});

describe('figures', () => {
  it("are the command line's, to the digit", () => {
    fc.assert(
      fc.property(fc.nat(4_000_000_000_000), (us) => {
        expect(formatMoment(us / 1e6)).toBe(momentOfRuns(us));
        expect(formatDuration(us / 1e6)).toBe(durationOfRuns(us));
      }),
    );
  });

  it.each([
    [0, 'everybody'],
    [2 / 3, '1 in 3'],
    [1 / 3, '2 in 3'],
    [0.5, '1 in 2'],
    [0.97, '3.0 %'],
  ])('a share of %d fails for %s', (share, text) => expect(failingPart(share)).toBe(text));

  it('ticks are round, in view and not too many', () => {
    fc.assert(
      fc.property(fc.nat(1_000_000), fc.integer({ min: 1, max: 1_000_000 }), (from, length) => {
        const { step, ticks } = timeTicks(from, from + length, 8);
        expect(ticks.length).toBeLessThanOrEqual(9);
        for (const tick of ticks) expect(Math.abs(tick / step - Math.round(tick / step))).toBeLessThan(1e-6);
      }),
    );
  });
});

describe('the pace of the play head', () => {
  const matters = [600, 601, 646, 758];

  it('is the chosen speed when nothing is skipped', () => {
    expect(advance(100, 0.5, 8, undefined, 7_200)).toBe(104);
  });

  it('is quick where nothing matters, and stops short of what does', () => {
    expect(advance(300, 0.1, 8, matters, 7_200)).toBeGreaterThan(350);
    let at = 0;
    const seen = new Set<number>();
    let frames = 0;
    for (; at < 7_200 && frames < 5_000; frames++) {
      const next = advance(at, 1 / 60, 8, matters, 7_200);
      expect(next).toBeGreaterThan(at);
      for (const matter of matters) if (at < matter && next >= matter && next - matter < 0.2) seen.add(matter);
      at = next;
    }
    expect([...seen]).toEqual(matters);
    expect(frames / 60).toBeLessThan(45);
  });

  it('looks up times as a plain search does', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(50)), fc.nat(60), (times, at) => {
        const sorted = times.toSorted((a, b) => a - b);
        expect(indexAt(sorted, at)).toBe(sorted.findLastIndex((time) => time <= at));
      }),
    );
  });
});
