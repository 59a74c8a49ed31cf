/** Colour, on a terminal that wants it. It only repeats what a sign or a word already says. */
import picocolors from 'picocolors';

export interface Paint {
  bad(text: string): string;
  good(text: string): string;
  caution(text: string): string;
  strong(text: string): string;
  faint(text: string): string;
}

/** The colours for a stream: none into a pipe, under `NO_COLOR` or on a dumb terminal, unless `FORCE_COLOR` asks for them. */
export function paintFor(stream: { isTTY?: boolean }): Paint {
  const { NO_COLOR, FORCE_COLOR, TERM } = process.env;
  const isWanted = FORCE_COLOR ? FORCE_COLOR !== '0' : stream.isTTY === true && TERM !== 'dumb';
  const colors = picocolors.createColors(isWanted && !NO_COLOR);
  return { bad: colors.red, good: colors.green, caution: colors.yellow, strong: colors.bold, faint: colors.dim };
}
