/** Plain building blocks of what people read: how wide the terminal is, lines that fit it, columns that line up. */
import { type Paint, paintFor } from './paint.ts';

export interface Screen {
  paint: Paint;
  /** Columns of the terminal; endless in a pipe. */
  width: number;
}

export const screenFor = (stream: { isTTY?: boolean; columns?: number }): Screen => ({
  paint: paintFor(stream),
  width: stream.isTTY && stream.columns ? Math.max(40, stream.columns) : Number.MAX_SAFE_INTEGER,
});

/** Words in lines of at most `width`; only a word that is longer itself is cut. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (let word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = '';
    }
    for (; word.length > width; word = word.slice(width)) lines.push(word.slice(0, width));
    line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

/**
 * Text with an aside beside it in a column of its own; below it, indented, where there is no room. Continued lines are
 * indented to `margin`, the width of what stands before the text.
 */
export function beside(text: string, aside: string | undefined, column: number, margin: number, { paint, width }: Screen): string {
  const room = width - margin;
  const pad = ' '.repeat(margin);
  const gap = `${text.padEnd(column)}  `;
  if (aside === undefined) return wrap(text, room).join(`\n${pad}`);
  if (gap.length + aside.length <= room) return `${gap}${paint.faint(aside)}`;
  const below = wrap(aside, room - 2).map((line) => `${pad}  ${paint.faint(line)}`);
  return [wrap(text, room).join(`\n${pad}`), ...below].join('\n');
}

const blocks = '▁▂▃▄▅▆▇█';

/** Values from 0 up as bars relative to the largest; a bar that is not zero can be seen. */
export function sparkline(values: readonly number[]): string {
  const most = Math.max(...values);
  return values.map((value) => blocks[value <= 0 ? 0 : Math.max(1, Math.round((value / most) * (blocks.length - 1)))]).join('');
}
