#!/usr/bin/env node
/** The program: one call, its output, its exit code. */
import { aboutArgument } from './complaint.ts';
import { Output } from './output.ts';
import { paddock } from './paddock.ts';

const call = process.argv.slice(2);
const output = new Output(call.includes('--json'), process.stdout, process.stderr);

// A reader that has seen enough, such as `head`, is no error.
process.stdout.on('error', ({ code }: NodeJS.ErrnoException) => {
  if (code === 'EPIPE') process.exit();
});

try {
  process.exitCode = await paddock(call, output);
} catch (error) {
  if (process.env.PADDOCK_DEBUG) throw error;
  const message = `a fault of Paddock itself: ${(error as Error).message}; PADDOCK_DEBUG=1 shows where`;
  output.complain(aboutArgument('paddock', ['paddock', ...call].join(' '), { code: 'internal', message }).complaints);
  process.exitCode = 2;
}
