/** Times and shares in words, digit by digit as the command line prints them. Times are seconds. */

const micros = (time: number): number => Math.round(time * 1e6);

/** A duration for people: `350 ms`, `1.3 s`, `6 m 12 s`, `3 h 20 m`, `12 d 4 h`. */
export function formatDuration(time: number): string {
  const us = micros(time);
  if (us < 1_000) return `${us} µs`;
  if (us < 1e6) return `${Math.round(us / 1_000)} ms`;
  if (us < 60e6) return `${(us / 1e6).toFixed(1).replace(/\.0$/, '')} s`;
  if (us < 3_600e6) return pair(us / 1e6, 60, 'm', 's');
  return us < 86_400e6 ? pair(us / 60e6, 60, 'h', 'm') : pair(us / 3_600e6, 24, 'd', 'h');
}

function pair(amount: number, per: number, big: string, small: string): string {
  const whole = Math.round(amount);
  const rest = whole % per;
  return `${Math.floor(whole / per)} ${big}${rest ? ` ${rest} ${small}` : ''}`;
}

const pad = (n: number, width = 2) => String(n).padStart(width, '0');

/** A moment since the start: `10:01.262`, `1:10:01.262`, `12d 01:10:01`. */
export function formatMoment(time: number): string {
  const millis = Math.floor(micros(time) / 1_000);
  const s = Math.floor(millis / 1_000);
  const h = Math.floor(s / 3_600);
  const clock = `${pad(Math.floor(s / 60) % 60)}:${pad(s % 60)}`;
  if (time >= 86_400) return `${Math.floor(h / 24)}d ${pad(h % 24)}:${clock}`;
  return `${h > 0 ? `${h}:` : ''}${clock}.${pad(millis % 1_000, 3)}`;
}

/** A moment on an axis: no more digits than the distance between ticks needs. */
export function formatTick(time: number, step: number): string {
  const text = formatMoment(time);
  if (time >= 86_400) return step >= 86_400 ? text.replace(/ .*/, '') : text.replace(/:\d\d$/, '');
  return step >= 1 ? text.replace(/\.\d+$/, '') : text;
}

/** As many digits as it takes to tell an outage from none. */
export function percent(fraction: number, hasOutage: boolean): string {
  let digits = 2;
  while (hasOutage && digits < 6 && Number((fraction * 100).toFixed(digits)) === 100) digits++;
  return `${(fraction * 100).toFixed(digits)} %`;
}

export const isWhole = (share: number): boolean => share > 1 - 1e-9;

/** The part that fails: `everybody`, `1 in 3`, `2 in 3`, `12 %`. */
export function failingPart(share: number): string {
  const lost = 1 - share;
  if (share <= 0) return 'everybody';
  for (let of = 2; of <= 9; of++) {
    const n = Math.round(lost * of);
    if (n > 0 && Math.abs(n / of - lost) < 0.002) return `${n} in ${of}`;
  }
  return `${(lost * 100).toFixed(lost < 0.1 ? 1 : 0)} %`;
}

export const countOf = (n: number): string => n.toLocaleString('en');
