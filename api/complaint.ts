/** What is wrong with an input, and where: found once, shown as a compiler would or as JSON. */
import type { Problem } from '../models/index.ts';
import type { Paint } from './paint.ts';

/** A stretch of one line of a file, or of an argument. Line and column count from 1; line 0 is the file as a whole. */
export interface Place {
  file: string;
  line: number;
  column: number;
  length: number;
  /** The line itself. */
  text: string;
  /** It is an argument of the call, not a file. */
  isArgument?: boolean;
}

export interface Complaint extends Omit<Problem, 'path' | 'isKey'> {
  place: Place;
}

/** Thrown for anything that is wrong with a call or its files; ends the program with 2. */
export class WrongInput extends Error {
  constructor(readonly complaints: readonly Complaint[]) {
    super(complaints.map(({ message }) => message).join('\n'));
  }
}

/** A complaint about an argument: `argument` is its name, `text` how it was given. */
export function aboutArgument(argument: string, text: string, about: Omit<Complaint, 'place'>): WrongInput {
  return new WrongInput([{ ...about, place: { file: argument, line: 1, column: 1, length: text.length, text, isArgument: true } }]);
}

/** A complaint about a file as a whole. */
export const aboutFile = (file: string, about: Omit<Complaint, 'place'>): Complaint => ({ ...about, place: { file, line: 0, column: 0, length: 0, text: '' } });

/** In reading order, file by file, each said once, and without guesses that only repeat what was found. */
export function inOrder(all: readonly Complaint[]): Complaint[] {
  const complaints = all.map(({ nearest, ...complaint }) => (nearest === undefined || nearest === complaint.found ? complaint : { ...complaint, nearest }));
  const files = [...new Set(complaints.map(({ place }) => place.file))];
  const key = ({ place, message }: Complaint) => [place.file, place.line, place.column, message].join('|');
  const once = [...new Map(complaints.map((complaint) => [key(complaint), complaint])).values()];
  return once.sort(({ place: a }, { place: b }) => files.indexOf(a.file) - files.indexOf(b.file) || a.line - b.line || a.column - b.column);
}

/** The stable shape of `--json`. */
export function complaintJson({ code, message, place, expected, found, nearest }: Complaint) {
  const { file, line, column } = place;
  return { code, message, file, line: line || null, column: column || null, expected: expected ?? null, found: found ?? null, nearest: nearest ?? null };
}

/** All of them, each with its line and a caret, then a count. */
export function formatComplaints(complaints: readonly Complaint[], paint: Paint): string {
  const count = complaints.length === 1 ? '1 error' : `${complaints.length} errors`;
  return `${complaints.map((complaint) => formatComplaint(complaint, paint)).join('\n\n')}\n\n${paint.bad(count)}\n`;
}

function formatComplaint({ place, message, expected, nearest }: Complaint, paint: Paint): string {
  const { file, line, column, isArgument = false } = place;
  const where = line === 0 || isArgument ? file : `${file}:${line}:${column}`;
  const lines = [`${paint.strong(where)}: ${paint.bad('error')}: ${message}`];
  if (line > 0) lines.push(...quote(place, isArgument ? '' : String(line), paint));
  if (expected) lines.push(`  right: ${expected}`);
  if (nearest) lines.push(`  did you mean ${paint.good(nearest)}?`);
  return lines.join('\n');
}

const widest = 120;

/** The line and a caret under the place; of a very long line only what surrounds it. */
function quote({ text, column, length }: Place, number: string, paint: Paint): string[] {
  const from = Math.max(0, column - 1 + Math.min(length, widest / 2) - widest);
  const shown = text.slice(from, from + widest);
  const before = text.slice(from, column - 1).replace(/[^\t]/g, ' ');
  const carets = '^'.repeat(Math.max(1, Math.min(length, widest - before.length)));
  return [`  ${number} | ${shown}`, `  ${' '.repeat(number.length)} | ${before}${paint.bad(carets)}`];
}
