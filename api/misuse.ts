/** A call that the program does not know, as a complaint. */
import type { CommanderError } from 'commander';
import type { Complaint } from './complaint.ts';

/** What commander complains of, in our words and at its place in the call. */
export function misuse({ message }: CommanderError, call: readonly string[]): Complaint {
  const [text = '', guess = ''] = message.replace(/^error: /, '').split('\n');
  const [, found = ''] = /'([^' ]+)/.exec(text) ?? [];
  const [, nearest] = /Did you mean (?:one of )?([\w-]+)/.exec(guess) ?? [];
  const whole = ['paddock', ...call].join(' ');
  const at = found === '' ? -1 : whole.indexOf(found, 'paddock'.length);
  const place = { file: 'paddock', line: 1, column: Math.max(0, at) + 1, length: at < 0 ? whole.length : found.length, text: whole, isArgument: true };
  return { code: 'bad-call', message: text, place, found, expected: '`paddock --help`, or `paddock COMMAND --help`', ...(nearest ? { nearest } : {}) };
}
