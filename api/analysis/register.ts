/** The commands that ask about a design rather than a scenario, and their options. */
import type { Command } from 'commander';
import { type Solvable, solvable } from '../../models/analysis/capacity-solve.ts';
import { parseChoice, parseSeed } from '../arguments.ts';
import { type AvailabilityOptions, availabilityCommand, parseTarget } from '../commands/availability.ts';
import { type CapacityOptions, capacityCommand } from '../commands/capacity.ts';
import { type CheckOptions, checkCommand } from '../commands/check.ts';
import { type CompareOptions, compareCommand } from '../commands/compare.ts';
import { type FixOptions, fixCommand } from '../commands/fix.ts';
import { type ReportOptions, reportCommand } from '../commands/report.ts';
import { type SearchCallOptions, searchCommand } from '../commands/search.ts';
import type { Output } from '../output.ts';
import type { Target } from './availability-study.ts';
import { type Axis, parseAxis } from './capacity-vary.ts';
import { parseEnd, parseHorizon, parseNumber, parseWhole, parseYears } from './numbers.ts';

type Make = (text: string, summary: string) => Command;

const again = (text: string, before: string[] = []): string[] => [...before, text];
const designs = 'a design file, or the name of a shipped design';

/** What every command has that searches for long. */
const searching = (command: Command): Command =>
  command
    .option('--resume <file>', 'keep what is found there as it is found, and go on from it')
    .option('--workers <number>', 'threads; all cores when left out', parseWhole('--workers', 1, 64))
    .option('--within <time>', 'refuse a search that would take longer (24h)', parseHorizon('--within'))
    .option('--dry-run', 'say whether the question is right and what it would take, and do nothing');

export function registerAnalyses(command: Make, output: Output, done: (code: number | Promise<number>) => void): void {
  const design = (text: string, summary: string) =>
    command(text, summary)
      .argument('<design>', designs)
      .option('--set <path=value>', 'change the design, as vsphere.ha.enabled=false; may be repeated', again)
      .option('--seed <number>', 'the first of the seeds', parseSeed);

  const parts = parseChoice('--solve', solvable);
  design('capacity', 'what runs out, when, and what size would do')
    .option('--until <time>', 'how far to look, as 18w or 3y (the default), or the day until which, as 2021-06-30', parseEnd('--until'))
    .option('--solve <part>', `the smallest size that lasts until then: ${solvable.join(', ')}; may be repeated`, (text: string, before: Solvable[] = []) => [
      ...before,
      parts(text),
    ])
    .option('--clusters <number>', 'with --solve: downstream clusters to carry, instead of the growth', parseWhole('--clusters', 0, 1_000_000))
    .option('--projects <number>', 'with --solve: further projects', parseWhole('--projects', 0, 1_000_000))
    .option('--users <number>', 'with --solve: further users', parseWhole('--users', 0, 1_000_000))
    .option('--services <number>', 'with --solve: further Services of type LoadBalancer', parseWhole('--services', 0, 1_000_000))
    .option('--ports <number>', 'of each further Service, each of which costs a virtual server (1)', parseWhole('--ports', 1, 1_000))
    .option('--pks-clusters <number>', 'with --solve: further PKS clusters', parseWhole('--pks-clusters', 0, 10_000))
    .option('--vary <path=a,b,c>', 'what if: every value, and every combination when repeated', (text: string, before: Axis[] = []) => [
      ...before,
      parseAxis(text),
    ])
    .option('--arrivals <how>', 'drawn (a Poisson stream, the default) or steady', parseChoice('--arrivals', ['drawn', 'steady'] as const))
    .option('--seeds <number>', 'how many streams are drawn (1000)', parseWhole('--seeds', 1, 100_000))
    .option('--svg <file>', 'draw it; with two --vary a heat map')
    .option('--dry-run', 'say whether the question is right, and do nothing')
    .action((name: string, options: CapacityOptions) => done(capacityCommand(name, options, output)));

  searching(
    design('search', 'every combination of faults, and the smallest fatal ones')
      .requiredOption('--faults <number>', 'up to how many faults', parseWhole('--faults', 1, 6))
      .option('--in-sequence <number>', 'sets of up to so many also strike one after the other (2)', parseWhole('--in-sequence', 1, 6))
      .option('--property <name>', 'recovery (every path is back within its objective and no committed data is lost, the default), committed-data, or a path')
      .option('--of <faults>', 'only faults of this verb, or of several as crash,power-loss')
      .option('--among <group>', 'only faults of this group of parts, as workers')
      .option('--during <operation>', 'the faults strike while this is under way, as "create-workload name=web replicas=2"')
      .option('--seeds <number>', 'seeds for each class (8)', parseWhole('--seeds', 1, 1_000))
      .option('--out <folder>', 'write a scenario and a test for each fatal set'),
  ).action((name: string, options: SearchCallOptions) => done(searchCommand(name, options, output)));

  design('availability', 'how much of the years each path is whole, and what that rests on')
    .option('--years <number>', 'of each replication (10, or 1 where hundreds of sites fail)', parseYears('--years'))
    .option('--replications <number>', 'exactly so many; otherwise as many as the precision needs, at most 1000', parseWhole('--replications', 2, 1_000_000))
    .option('--ci <percent>', 'of the interval (95)', parseNumber('--ci', 50, 99.99, '95'))
    .option('--precision <percent>', "stop when every interval's half width is this much of the downtime (10)", parseNumber('--precision', 0.1, 100, '10'))
    .option('--target <[path=]percent>', 'what must be reached, as 99.9 or rancher-ui=99.9; may be repeated', (text: string, before: Target[] = []) => [
      ...before,
      parseTarget(text),
    ])
    .option('--workers <number>', 'worker threads (one for each core); the answer is the same', parseWhole('--workers', 1, 256))
    .option('--rare <episodes>', 'also force overlapping failures in so many episodes, and weight them back', parseWhole('--rare', 2, 1_000_000))
    .option('--resume <file>', 'keep what is found there as it is found, and go on from it')
    .option('--no-sensitivity', 'leave out which assumption moves the answer most')
    .option('--dry-run', 'say whether the question is right, and do nothing')
    .action((name: string, options: AvailabilityOptions) => done(availabilityCommand(name, options, output)));

  design('report', 'all that can be said of a design, in one HTML file')
    .requiredOption('-o, --out <file>', 'the HTML file')
    .option('--faults <number>', 'up to how many faults (1)', parseWhole('--faults', 1, 2))
    .option('--seeds <number>', 'seeds for each class of faults (1)', parseWhole('--seeds', 1, 100))
    .option('--policy <file>', 'rules whose verdicts it tells too')
    .option('--workers <number>', 'threads; all cores when left out', parseWhole('--workers', 1, 64))
    .option('--replications <number>', 'years for availability (32)', parseWhole('--replications', 2, 100_000))
    .action((name: string, options: ReportOptions) => done(reportCommand(name, options, output)));

  searching(
    design('fix', 'the cheapest edits that remove what search finds')
      .requiredOption('--faults <number>', 'up to how many faults', parseWhole('--faults', 1, 3))
      .option('--seeds <number>', 'seeds for each class (1)', parseWhole('--seeds', 1, 100))
      .option('--edits <number>', 'up to how many edits against faults together (2)', parseWhole('--edits', 1, 4))
      .option('--property <name>', 'as of search')
      .option('--of <faults>', 'only faults of this verb, or of several as crash,power-loss')
      .option('--among <group>', 'only faults of this group of parts, as workers')
      .option('--until <time>', 'no pool may run out before, as 2y', parseHorizon('--until')),
  ).action((name: string, options: FixOptions) => done(fixCommand(name, options, output)));

  searching(
    command('compare', 'two designs on the same luck: stories, dates, fatal sets, downtime')
      .argument('<designA>', designs)
      .argument('<designB>', designs)
      .option('--set <path=value>', 'change the second design; may be repeated', again)
      .option('--scenario <name>', 'whose stories to hold side by side (host-failure)')
      .option('--faults <number>', 'up to how many faults (1)', parseWhole('--faults', 1, 3))
      .option('--seeds <number>', 'seeds for each class of faults (1)', parseWhole('--seeds', 1, 100))
      .option('--replications <number>', 'paired years (64)', parseWhole('--replications', 2, 100_000))
      .option('--seed <number>', 'the first of the seeds', parseSeed),
  ).action((a: string, b: string, options: CompareOptions) => done(compareCommand(a, b, options, output)));

  searching(
    command('check', 'a policy asked of a design, for a pipeline')
      .argument('<design>', designs)
      .requiredOption('--policy <file>', 'the rules')
      .option('--base <design>', 'say which margins are smaller than those of this design')
      .option('--set <path=value>', 'change the design; may be repeated', again)
      .option('--junit <file>', 'write JUnit XML')
      .option('--markdown <file>', 'write Markdown for a pull request')
      .option('--replications <number>', 'years for a rule on availability (64)', parseWhole('--replications', 2, 100_000))
      .option('--seeds <number>', 'seeds for each class of faults (1)', parseWhole('--seeds', 1, 100))
      .option('--seed <number>', 'the first of the seeds', parseSeed),
  ).action((name: string, options: CheckOptions) => done(checkCommand(name, options, output)));
}
