/** Reading a file that a person named: every way in which that fails is a complaint, not an exception. */
import { closeSync, openSync, readdirSync, readSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { nearest } from '../models/index.ts';
import { aboutFile, type Complaint } from './complaint.ts';

const mebibyte = 1_048_576;
/** Far above any design; below what would make the parser slow. */
const largest = 4 * mebibyte;

/** The text of a file, or why there is none. */
export function readText(file: string): string | Complaint {
  let bytes: Buffer;
  try {
    bytes = readAtMost(file, largest + 1);
  } catch (error) {
    return failure(file, error as NodeJS.ErrnoException);
  }
  if (bytes.length > largest) return aboutFile(file, { code: 'too-large', message: `larger than ${largest / mebibyte} MiB, which no design or scenario is` });
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return notText(file, bytes);
  }
}

/** Also reads what has no length: a pipe, a device. */
function readAtMost(file: string, limit: number): Buffer {
  const descriptor = openSync(file, 'r');
  try {
    const chunks: Buffer[] = [];
    for (let total = 0; total < limit; ) {
      const chunk = Buffer.alloc(65_536);
      const length = readSync(descriptor, chunk, 0, chunk.length, null);
      if (length === 0) break;
      chunks.push(chunk.subarray(0, length));
      total += length;
    }
    return Buffer.concat(chunks);
  } finally {
    closeSync(descriptor);
  }
}

function failure(file: string, { code, message }: NodeJS.ErrnoException): Complaint {
  if (code === 'ENOENT' || code === 'ENOTDIR') return aboutFile(file, { code: 'no-file', message: 'no such file', ...neighbour(file) });
  if (code === 'EISDIR') return aboutFile(file, { code: 'is-directory', message: 'this is a directory, not a file', ...someFile(file) });
  if (code === 'EACCES' || code === 'EPERM') return aboutFile(file, { code: 'unreadable', message: 'this file may not be read' });
  return aboutFile(file, { code: 'unreadable', message: message.replace(/^[A-Z]+: /, '').replace(/, (open|read).*$/, '') });
}

/** The file beside it that was meant. */
function neighbour(file: string): { nearest?: string } {
  const names = listing(dirname(file));
  const { nearest: name } = nearest(basename(file), names);
  const guess = name ?? names.find((one) => one === `${basename(file)}.yaml`);
  return guess === undefined ? {} : { nearest: join(dirname(file), guess) };
}

const someFile = (folder: string): { expected?: string } => {
  const files = listing(folder).filter((name) => /\.ya?ml$/.test(name));
  return files.length > 0 ? { expected: `a file in it: ${files.slice(0, 5).join(', ')}${files.length > 5 ? ' ...' : ''}` } : {};
};

function listing(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}

/** Points at the first byte that is not UTF-8. */
function notText(file: string, bytes: Buffer): Complaint {
  const before = new TextDecoder().decode(bytes).split('\ufffd', 1)[0] ?? '';
  const lines = before.split('\n');
  const text = lines.at(-1) ?? '';
  const place = { file, line: lines.length, column: text.length + 1, length: 1, text: `${text}\ufffd` };
  return { code: 'not-utf8', message: 'this is not UTF-8 text', expected: 'a YAML file in UTF-8', place };
}
