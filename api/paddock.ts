/** The program `paddock`: what can be asked of it, and how it ends: 0 it holds, 1 it does not, 2 the input or the call is wrong. */
import { Command, CommanderError } from 'commander';
import type { Engine, Micros } from '../sim/index.ts';
import { registerAnalyses } from './analysis/register.ts';
import { parseAt, parseChoice, parsePort, parseSeed } from './arguments.ts';
import { listCommand } from './commands/list.ts';
import { parametersCommand } from './commands/parameters.ts';
import { runCommand } from './commands/run.ts';
import { schemaCommand } from './commands/schema.ts';
import { defaultData, serveCommand } from './commands/serve.ts';
import { whyCommand } from './commands/why.ts';
import { WrongInput } from './complaint.ts';
import { misuse } from './misuse.ts';
import type { Output } from './output.ts';
import { findScenario, version } from './package.ts';
import type { SchemaName } from './schema.ts';

interface Options {
  seed?: number;
  set?: string[];
  design?: string;
  engine?: Engine;
  trace?: string;
  at?: string;
  path?: string;
  coverage?: boolean;
  port?: number;
  host?: string;
  data?: string;
}

const again = (text: string, before: string[] = []): string[] => [...before, text];

/** Every command with its options; `done` is told the exit code. */
function commands(output: Output, done: (code: number | Promise<number>) => void): Command {
  const program = new Command('paddock')
    .description('A digital twin of Rancher HA on VMware Enterprise PKS: what happens, why, and does the design hold.')
    .version(version)
    .helpCommand(false)
    .exitOverride()
    .configureOutput({ writeOut: (text) => output.stdout.write(text), writeErr: () => undefined });
  const command = (text: string, summary: string) =>
    program.command(text).description(summary).option('--json', 'one JSON document on stdout and nothing else').exitOverride();
  const asked = (text: string, summary: string) =>
    command(text, summary)
      .argument('<scenario>', 'a scenario file, or the name of a shipped scenario')
      .option('--seed <number>', "another seed than the scenario's", parseSeed)
      .option('--set <path=value>', 'change the design, as vsphere.ha.enabled=false; may be repeated', again)
      .option('--design <design>', "another design than the scenario's own, as rke")
      .option('--engine <name>', 'compiled (the default), or reference for XState itself', parseChoice('--engine', ['compiled', 'reference'] as const));

  asked('run', 'run a scenario: what happens, why, and whether it is what was expected')
    .option('--trace <file>', 'write every record, one JSON object a line')
    .action((scenario: string, options: Options) => done(runCommand(findScenario(scenario), options, output)));
  asked('why', "the causal chain of a path's state")
    .requiredOption('--at <time>', 'when: 12m, or a moment of the story, as 10:01.262')
    .requiredOption('--path <name>', 'rancher-ui, kube-api or agent-tunnel')
    .action((scenario: string, { at: atText = '', path = '', ...options }: Options) => {
      const at: Micros = parseAt(atText);
      done(whyCommand(findScenario(scenario), { ...options, at, atText, path }, output));
    });
  registerAnalyses(command, output, done);
  program
    .command('serve')
    .description('serve the web page, HTTP and WebSocket, until told to stop')
    .option('--port <number>', 'where to listen; 0 for any free port', parsePort, 8080)
    .option('--host <address>', 'whom to listen to; this machine alone by default', '127.0.0.1')
    .option('--data <folder>', 'where runs and scenarios are kept', defaultData())
    .exitOverride()
    .action(({ port = 8080, host = '127.0.0.1', data = defaultData() }: Options) => done(serveCommand({ port, host, data })));
  command('list', 'the shipped scenarios')
    .option('--coverage', 'which transition of which machine fires in which of them')
    .action((options: Options) => done(listCommand(options, output)));
  command('schema', 'the JSON Schema of a kind of file')
    .argument('<kind>', 'design, scenario or policy', parseChoice('kind', ['design', 'scenario', 'policy'] as const))
    .action((kind: SchemaName) => done(schemaCommand(kind, output)));
  command('parameters', 'every default with its unit, value and source').action(() => done(parametersCommand(output)));
  return program;
}

/** Carries out a call. @returns its exit code, at once or when long work has ended. */
export function paddock(call: readonly string[], output: Output): number | Promise<number> {
  const refuse = (error: unknown): number => {
    if (error instanceof CommanderError && error.exitCode === 0) return 0;
    if (error instanceof WrongInput) output.complain(error.complaints);
    else if (error instanceof CommanderError) output.complain([misuse(error, call)]);
    else throw error;
    return 2;
  };
  let outcome: number | Promise<number> = 0;
  try {
    if (call.length === 0)
      throw new CommanderError(
        2,
        'paddock.noCommand',
        'a command is missing: run, why, capacity, search, fix, compare, check, availability, serve, list, schema or parameters',
      );
    commands(output, (result) => {
      outcome = result;
    }).parse(call, { from: 'user' });
  } catch (error) {
    return refuse(error);
  }
  return (outcome as number | Promise<number>) instanceof Promise ? (outcome as unknown as Promise<number>).catch(refuse) : outcome;
}
