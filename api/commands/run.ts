/** `paddock run`: what happens, why, and whether it is what was expected. */
import { type Execution, execute, type Wanted } from '../execution.ts';
import type { Output } from '../output.ts';
import { runJson } from '../report.ts';
import { runScreen } from '../run-screen.ts';
import { TraceFile } from '../trace-file.ts';

export interface RunOptions extends Wanted {
  trace?: string;
}

/** @returns 0 when every expectation holds, else 1. */
export function runCommand(file: string, { trace, ...wanted }: RunOptions, output: Output): number {
  const traceFile = trace === undefined ? undefined : new TraceFile(trace);
  const execution: Execution = execute(file, wanted);
  traceFile?.write(execution.run);
  output.print(
    () => runScreen(execution, output.screen),
    () => runJson(execution),
  );
  return execution.result.verdict === 'passed' ? 0 : 1;
}
