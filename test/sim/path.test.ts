import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isWhole, s } from '../../sim/index.ts';
import { type Segment, serviceLevel } from '../../sim/path.ts';

const segment = (from: number, share: number, reason = share < 1 ? `at ${share}` : '', delay = 0): Segment => ({ from, share, delay, reason, record: from });

describe('a service level', () => {
  // 10 s of 100 s at share 0 and 20 s at share 1/2: 70 % of the time whole, mean share 1 - 0.1 - 0.2/2.
  it('counts time with share 1, and shares by time', () => {
    const segments = [segment(0, 1), segment(s(10), 0), segment(s(20), 1), segment(s(50), 0.5), segment(s(70), 1)];
    expect(serviceLevel('site', segments, s(100))).toMatchObject({
      availability: 0.7,
      meanShare: 0.8,
      outages: [
        { from: s(10), to: s(20), share: 0 },
        { from: s(50), to: s(70), share: 0.5 },
      ],
    });
  });

  it('takes neighbouring losses for one outage, told by its worst', () => {
    const segments = [segment(0, 1), segment(10, 0.5, 'one is down'), segment(20, 0, 'both are down'), segment(30, 0.5, 'one is down'), segment(40, 1)];
    expect(serviceLevel('site', segments, 50).outages).toEqual([{ from: 10, to: 40, share: 0, reason: 'both are down', record: 20 }]);
  });

  it('ends an open outage at the end of the run', () => {
    expect(serviceLevel('site', [segment(0, 1), segment(60, 0)], 100)).toMatchObject({ availability: 0.6, outages: [{ from: 60, to: 100 }] });
  });

  it('is whole when nothing has happened and no time has passed', () => {
    expect(serviceLevel('site', [segment(0, 1)], 0)).toMatchObject({ availability: 1, meanShare: 1, outages: [] });
  });

  it('knows the longest delay', () => {
    expect(serviceLevel('site', [segment(0, 1), segment(10, 1, '', s(5)), segment(20, 1, '', s(1))], 30).longestDelay).toBe(s(5));
  });

  // Ten tenths add up to 1 - 1e-16.
  it('takes a share within rounding of 1 for whole', () => {
    expect([isWhole(new Array<number>(10).fill(0.1).reduce((sum, share) => sum + share)), isWhole(1 - 1e-12), isWhole(1 - 1e-6)]).toEqual([true, true, false]);
  });

  // The model looks at every single µs.
  it('comes to what a look at every µs comes to', () => {
    const changes = fc.array(fc.record({ length: fc.integer({ min: 1, max: 9 }), share: fc.constantFrom(0, 0.25, 0.5, 1, 1) }), {
      minLength: 1,
      maxLength: 30,
    });
    fc.assert(
      fc.property(changes, (changes) => {
        const shares = changes.flatMap(({ length, share }) => new Array<number>(length).fill(share));
        let from = 0;
        const segments = changes.map(({ length, share }) => segment((from += length) - length, share));
        const { availability, meanShare, outages } = serviceLevel('site', segments, from);
        expect(availability * from).toBeCloseTo(shares.filter((share) => share === 1).length);
        expect(meanShare * from).toBeCloseTo(shares.reduce((sum, share) => sum + share, 0));
        const lost = outages.flatMap((outage) => Array.from({ length: outage.to - outage.from }, (_, i) => outage.from + i));
        expect(lost).toEqual([...shares.keys()].filter((i) => shares[i] !== 1));
        for (const outage of outages) expect(outage.share).toBe(Math.min(...shares.slice(outage.from, outage.to)));
        for (const [i, { from }] of outages.slice(1).entries()) expect(from).toBeGreaterThan(outages[i]?.to as number);
      }),
    );
  });
});
