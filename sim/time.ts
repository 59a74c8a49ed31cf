/**
 * Virtual time: a whole number of microseconds since the start of the run.
 * Doubles hold whole numbers exactly up to 285 years of microseconds.
 */
export type Micros = number;

export const us = (n: number): Micros => Math.round(n);
export const ms = (n: number): Micros => Math.round(n * 1_000);
export const s = (n: number): Micros => Math.round(n * 1_000_000);
export const min = (n: number): Micros => s(n * 60);
export const hours = (n: number): Micros => s(n * 3_600);
export const days = (n: number): Micros => s(n * 86_400);
export const years = (n: number): Micros => days(n * 365);

const units: Record<string, Micros> = {
  us: 1,
  ms: ms(1),
  s: s(1),
  m: min(1),
  h: hours(1),
  d: days(1),
  w: days(7),
  y: years(1),
};

/** What {@link parseDuration} accepts, for schemas and messages. */
export const durationPattern = '^(\\d+(\\.\\d+)?(us|ms|s|m|h|d|w|y))+$';

/**
 * Reads a duration as files write it: `90s`, `5m`, `1h30m`, `3y`.
 * @throws RangeError when the text is no duration.
 */
export function parseDuration(text: string): Micros {
  if (!new RegExp(durationPattern).test(text)) {
    throw new RangeError(`"${text}" is no duration; write a number and us, ms, s, m, h, d, w or y, as in 90s or 1h30m`);
  }
  let total = 0;
  for (const [, amount, , unit] of text.matchAll(/(\d+(\.\d+)?)(us|ms|[smhdwy])/g)) {
    total += Number(amount) * (units[unit as string] as number);
  }
  return Math.round(total);
}

/** Seconds with fraction, as `--json` and traces print times. */
export const toSeconds = (time: Micros): number => time / 1_000_000;

/** A duration for people: `350 ms`, `1.3 s`, `6 m 12 s`, `3 h 20 m`, `12 d 4 h`. */
export function formatDuration(time: Micros): string {
  if (time < ms(1)) return `${time} µs`;
  if (time < s(1)) return `${Math.round(time / 1_000)} ms`;
  if (time < min(1)) return `${trim((time / s(1)).toFixed(1))} s`;
  const pair = (big: Micros, bigName: string, small: Micros, smallName: string) => {
    const whole = Math.round(time / small);
    const per = big / small;
    const rest = whole % per;
    return `${Math.floor(whole / per)} ${bigName}${rest ? ` ${rest} ${smallName}` : ''}`;
  };
  if (time < hours(1)) return pair(min(1), 'm', s(1), 's');
  if (time < days(1)) return pair(hours(1), 'h', min(1), 'm');
  return pair(days(1), 'd', hours(1), 'h');
}

const trim = (text: string) => text.replace(/\.0$/, '');

/** A moment since the start, aligned for a timeline: `10:01.262`, `1:10:01.262`, `12d 1:10:01`. */
export function formatMoment(time: Micros): string {
  const pad = (n: number, width = 2) => String(n).padStart(width, '0');
  const millis = Math.floor(time / 1_000);
  const seconds = Math.floor(millis / 1_000);
  const clock = `${pad(Math.floor(seconds / 60) % 60)}:${pad(seconds % 60)}`;
  const h = Math.floor(seconds / 3_600);
  if (time >= days(1)) return `${Math.floor(h / 24)}d ${pad(h % 24)}:${clock}`;
  return `${h > 0 ? `${h}:` : ''}${clock}.${pad(millis % 1_000, 3)}`;
}

/**
 * The first tick at or after `from` of something that happens every `period`, starting at `phase`.
 * This is how heartbeats, probes and polls stay out of the queue: the tick is computed when it matters.
 */
export function nextTick(from: Micros, period: Micros, phase: Micros): Micros {
  return from + (((((phase - from) % period) + period) % period) as Micros);
}

/** The last tick at or before `until`; negative before the first one. */
export function lastTick(until: Micros, period: Micros, phase: Micros): Micros {
  return until - (((((until - phase) % period) + period) % period) as Micros);
}
