/** A run's trace as a file, one JSON record a line. It appears under its name when it is whole, or not at all. */
import { accessSync, closeSync, constants, openSync, realpathSync, renameSync, rmSync, statSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { type Run, toSeconds } from '../sim/index.ts';
import { aboutFile, WrongInput } from './complaint.ts';

/** Characters gathered before each write. */
const gathered = 65_536;

export class TraceFile {
  private readonly target: string;
  /** A pipe or device is written to as it is; there is nothing to rename. */
  private readonly isSpecial: boolean;

  /** @throws WrongInput when it is plain before the run that the file cannot be written. */
  constructor(private readonly file: string) {
    const found = statSync(file, { throwIfNoEntry: false });
    if (found?.isDirectory()) throw this.failure('this is a directory');
    this.isSpecial = found !== undefined && !found.isFile();
    this.target = found ? realpathSync(file) : file;
    try {
      if (!this.isSpecial) accessSync(dirname(this.target), constants.W_OK);
    } catch (error) {
      throw this.failure(
        (error as NodeJS.ErrnoException).code === 'ENOENT' ? `there is no directory ${dirname(this.target)}` : 'its directory may not be written to',
      );
    }
  }

  /** @throws WrongInput when writing fails; nothing is left behind then. */
  write({ world }: Run): void {
    const part = this.isSpecial ? this.target : `${this.target}.${process.pid}.part`;
    try {
      const descriptor = openSync(part, 'w');
      try {
        let text = '';
        for (const record of world.trace.records()) {
          text += `${JSON.stringify({ ...record, at: toSeconds(record.at) })}\n`;
          if (text.length >= gathered) text = writeAll(descriptor, text);
        }
        writeAll(descriptor, text);
      } finally {
        closeSync(descriptor);
      }
      if (!this.isSpecial) renameSync(part, this.target);
    } catch (error) {
      if (!this.isSpecial) rmSync(part, { force: true });
      throw this.failure((error as Error).message.replace(/^([A-Z]+): /, '').replace(/, \w+.*$/, ''));
    }
  }

  private failure(message: string): WrongInput {
    return new WrongInput([aboutFile(this.file, { code: 'trace', message: `the trace cannot be written: ${message}` })]);
  }
}

/** All of a text, however little the system takes at a time. */
function writeAll(descriptor: number, text: string): '' {
  const bytes = Buffer.from(text);
  for (let done = 0; done < bytes.length; ) done += writeSync(descriptor, bytes, done);
  return '';
}
