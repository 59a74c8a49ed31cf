/** Options of the call, read from their text. */

import { nearest } from '../models/index.ts';
import { type Micros, parseDuration, s } from '../sim/index.ts';
import { aboutArgument } from './complaint.ts';

/** A seed. @throws WrongInput */
export function parseSeed(text: string): number {
  const seed = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(seed)) return seed;
  throw aboutArgument('--seed', text, {
    code: 'bad-option',
    message: `"${text}" is no seed`,
    found: text,
    expected: `a whole number from 0 to ${Number.MAX_SAFE_INTEGER}`,
  });
}

/** A port. @throws WrongInput */
export function parsePort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw aboutArgument('--port', text, { code: 'bad-option', message: `"${text}" is no port`, found: text, expected: 'a whole number from 0 to 65535' });
}

/** A time since the start: a duration, or a moment as the story prints it, `10:01.262` or `1:10:01`. @throws WrongInput */
export function parseAt(text: string): Micros {
  const [, days = '0', hours = '0', minutes, seconds] = /^(?:(\d+)d )?(?:(\d+):)?(\d\d):(\d\d(?:\.\d+)?)$/.exec(text) ?? [];
  if (minutes !== undefined) return s(((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60 + Number(seconds));
  try {
    return parseDuration(text);
  } catch {
    throw aboutArgument('--at', text, {
      code: 'bad-option',
      message: `"${text}" is no time`,
      found: text,
      expected: 'a duration, as 12m or 1h30m, or a moment of the story, as 10:01.262',
    });
  }
}

/** One of a few words. @throws WrongInput */
export function parseChoice<T extends string>(option: string, known: readonly T[]): (text: string) => T {
  return (text) => {
    const found = known.find((one) => one === text);
    if (found !== undefined) return found;
    throw aboutArgument(option, text, {
      code: 'bad-option',
      message: `"${text}" is not known here`,
      found: text,
      expected: `one of ${known.join(', ')}`,
      ...nearest(text, known),
    });
  };
}
