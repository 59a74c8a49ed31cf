/** `paddock why`: what a path's state at a time goes back to. */
import { nearest } from '../../models/index.ts';
import { formatDuration, formatMoment, isWhole, type Micros, type Run, toSeconds } from '../../sim/index.ts';
import { chainJson, formatChain } from '../chain.ts';
import { aboutArgument } from '../complaint.ts';
import { type Execution, execute, type Wanted } from '../execution.ts';
import type { Output } from '../output.ts';
import type { Screen } from '../screen.ts';

export interface WhyOptions extends Wanted {
  at: Micros;
  /** The time as it was given. */
  atText: string;
  path: string;
}

type Segment = NonNullable<ReturnType<Run['world']['paths']['get']>>['segments'][number];

export function whyCommand(file: string, { at, atText, path, ...wanted }: WhyOptions, output: Output): number {
  const execution = execute(file, wanted);
  const { run, spec, loaded } = execution;
  if (at > spec.until) {
    const about = { code: 'too-late', message: `the run ends at ${formatMoment(spec.until)}`, found: atText, expected: `at most ${loaded.scenario.duration}` };
    throw aboutArgument('--at', atText, about);
  }
  const known = execution.result.levels.map(({ name }) => name);
  if (!known.includes(path)) {
    throw aboutArgument('--path', path, {
      code: 'unknown-name',
      message: `there is no path "${path}"`,
      found: path,
      expected: `one of ${known.join(', ')}`,
      ...nearest(path, known),
    });
  }
  const segment = (run.world.paths.get(path)?.segments ?? []).findLast(({ from }) => from <= at) as Segment;
  output.print(
    () => `${whyScreen(execution, path, at, segment, output.screen).join('\n')}\n`,
    () => ({
      scenario: loaded.scenario.name,
      design: loaded.design.name,
      seed: spec.seed,
      path,
      at: toSeconds(at),
      share: segment.share,
      reason: segment.reason,
      since: toSeconds(segment.from),
      chain: segment.record < 0 ? [] : chainJson(segment.record, run),
    }),
  );
  return 0;
}

function whyScreen({ run }: Execution, path: string, at: Micros, { share, reason, delay, from, record }: Segment, screen: Screen): string[] {
  const { paint } = screen;
  const state = isWhole(share)
    ? paint.good('every request succeeds')
    : share === 0
      ? paint.bad('every request fails')
      : paint.caution(`${Math.round(share * 1_000) / 10} % of requests succeed`);
  const wait = delay > 0 ? `, after up to ${formatDuration(delay)}` : '';
  const why = reason === '' ? '' : `: ${reason}`;
  const since = record < 0 ? 'since the start' : `since ${formatMoment(from)}`;
  const lines = [`${paint.strong(path)} at ${formatMoment(at)}: ${state}${wait}${why}, ${since}`];
  return record < 0 ? [...lines, 'nothing has changed it'] : [...lines, '', ...formatChain(record, run, screen)];
}
