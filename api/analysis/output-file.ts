/** A file that results go to: opened before any work starts, so that a wrong name costs nothing. */
import { closeSync, openSync, writeSync } from 'node:fs';
import { aboutFile, WrongInput } from '../complaint.ts';

export class OutputFile {
  private readonly descriptor: number;

  /** @throws WrongInput when the file cannot be written. */
  constructor(readonly file: string) {
    try {
      this.descriptor = openSync(file, 'w');
    } catch (error) {
      const message = (error as Error).message.replace(/^[A-Z]+: /, '').replace(/, open.*$/, '');
      throw new WrongInput([aboutFile(file, { code: 'unwritable', message: `cannot be written: ${message}`, found: file })]);
    }
  }

  write(text: string): void {
    writeSync(this.descriptor, text);
    closeSync(this.descriptor);
  }
}
