/** Whether a question to a design is right, without the work of answering it: the command itself, told to do nothing. */
import { Command, CommanderError } from 'commander';
import { WrongInput } from '../complaint.ts';
import { misuse } from '../misuse.ts';
import { Output } from '../output.ts';
import { registerAnalyses } from './register.ts';

const nowhere = { write: () => undefined };

/** @throws WrongInput with everything that is wrong with a call, as `['search', 'article', '--faults=2']`. */
export async function dryRun(call: readonly string[]): Promise<void> {
  const program = new Command('paddock').exitOverride().configureOutput({ writeOut: nowhere.write, writeErr: nowhere.write });
  const command = (text: string, summary: string) => program.command(text).description(summary).option('--json').exitOverride();
  let outcome: number | Promise<number> = 0;
  registerAnalyses(command, new Output(true, nowhere, nowhere), (result) => {
    outcome = result;
  });
  try {
    program.parse([...call, '--dry-run'], { from: 'user' });
  } catch (error) {
    throw error instanceof CommanderError ? new WrongInput([misuse(error, call)]) : error;
  }
  await outcome;
}
