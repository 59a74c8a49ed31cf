/** Options of long and short analyses, read from their text with the right answer beside the wrong one. */
import { type Micros, parseDuration, years } from '../../sim/index.ts';
import { aboutArgument } from '../complaint.ts';

/** A whole number within bounds. @throws WrongInput */
export const parseWhole =
  (option: string, least: number, most: number) =>
  (text: string): number => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= least && value <= most) return value;
    throw aboutArgument(option, text, {
      code: 'bad-option',
      message: `"${text}" is not right here`,
      found: text,
      expected: `a whole number from ${least} to ${most}`,
    });
  };

/** A number within bounds. @throws WrongInput */
export const parseNumber =
  (option: string, least: number, most: number, example: string) =>
  (text: string): number => {
    const value = Number(text.replace(/\s*%$/, ''));
    if (text.trim() !== '' && value >= least && value <= most) return value;
    throw aboutArgument(option, text, {
      code: 'bad-option',
      message: `"${text}" is not right here`,
      found: text,
      expected: `a number from ${least} to ${most}, as ${example}`,
    });
  };

/** A time ahead, at most 200 years, beyond which whole microseconds end. @throws WrongInput */
export const parseHorizon =
  (option: string, also = '') =>
  (text: string): Micros => {
    try {
      const until = parseDuration(text);
      if (until > 0 && until <= years(200)) return until;
    } catch {
      // Said below, as for a time out of bounds.
    }
    throw aboutArgument(option, text, {
      code: 'bad-option',
      message: `"${text}" is no time ahead`,
      found: text,
      expected: `a duration of at most 200y, as 18w or 3y${also}`,
    });
  };

/** A time ahead, or the day on which it ends, `2021-06-30`. @throws WrongInput */
export const parseEnd =
  (option: string) =>
  (text: string): Micros | Date => {
    const day = new Date(`${text}T00:00:00Z`);
    return /^\d{4}-\d{2}-\d{2}$/.test(text) && day.toJSON()?.startsWith(text) ? day : parseHorizon(option, ', or a day, as 2021-06-30')(text);
  };

/** Years as a number or a duration, `10` or `18w`. @throws WrongInput */
export const parseYears =
  (option: string) =>
  (text: string): Micros =>
    /^\d+(\.\d+)?$/.test(text) && Number(text) > 0 && Number(text) <= 200 ? years(Number(text)) : parseHorizon(option)(text);
