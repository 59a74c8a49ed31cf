/** `paddock capacity`: what runs out, when, what is seen of it first, and what size would do. */
import { type Capacity, type CapacityQuestion, capacityOf } from '../../models/analysis/capacity.ts';
import { type Load, type Solvable, solvableIn, solve } from '../../models/analysis/capacity-solve.ts';
import type { Arrivals } from '../../models/analysis/growth.ts';
import { seriesOf } from '../../models/analysis/series.ts';
import type { Design } from '../../models/index.ts';
import { platformNames } from '../../models/platform/platforms.ts';
import { type Micros, toSeconds, years } from '../../sim/index.ts';
import { told } from '../analysis/asked.ts';
import { type CapacityReport, capacityJson, runsOut } from '../analysis/capacity-report.ts';
import { capacityScreen } from '../analysis/capacity-screen.ts';
import { fillSvg, heatSvg } from '../analysis/capacity-svg.ts';
import { type Axis, isTwo, vary } from '../analysis/capacity-vary.ts';
import { findDesign } from '../analysis/find-design.ts';
import { OutputFile } from '../analysis/output-file.ts';
import { aboutArgument } from '../complaint.ts';
import { loadPlatform } from '../load.ts';
import type { Output } from '../output.ts';

export interface CapacityOptions {
  /** How far ahead, or until which day. */
  until?: Micros | Date;
  arrivals?: Arrivals;
  seeds?: number;
  seed?: number;
  set?: readonly string[];
  solve?: readonly Solvable[];
  vary?: readonly Axis[];
  svg?: string;
  /** Only says whether the question is right. */
  dryRun?: boolean;
  clusters?: number;
  projects?: number;
  users?: number;
  services?: number;
  pksClusters?: number;
  ports?: number;
}

/** A run of more imports than these takes longer than a reader waits. */
const imported = 5_000;

/** @returns 0 when every hard pool lasts, or every size was found that was asked for; else 1. */
export function capacityCommand(name: string, options: CapacityOptions, output: Output): number {
  const { until: end = years(3), arrivals = 'drawn', seeds = 1_000, seed = 1, ports = 1, set = [], solve: asked = [], vary: axes = [], svg } = options;
  if (svg !== undefined && axes.length > 2)
    throw aboutArgument('--svg', svg, {
      code: 'bad-option',
      message: 'a heat map shows two varied values',
      found: `${axes.length} of them`,
      expected: 'one or two --vary',
    });
  const file = findDesign(name);
  const design = loadPlatform(file, { set });
  const until = horizonOf(end, design);
  const question: CapacityQuestion = { until, arrivals, portsPerService: ports, seeds, firstSeed: seed };
  requireParts(design, asked);
  const load = loadOf(options, design, asked);
  if (options.dryRun) return told(output, `capacity · design ${name}`, { until: toSeconds(until) });
  const svgFile = svg === undefined ? undefined : new OutputFile(svg);
  const variations = vary(file, set, axes, question);
  const capacity = capacityOf(design, question);
  const fits = capacity.binding.pool?.fits.import;
  const report: CapacityReport = {
    file,
    design,
    capacity,
    series: fits !== undefined && fits <= imported ? seriesOf(design, 'import', { most: fits + 1 }) : undefined,
    solutions: asked.map((what) => solve(design, what, load(capacity))),
    axes,
    variations,
  };
  svgFile?.write(isTwo(axes) ? heatSvg(axes, variations) : fillSvg(report));
  output.print(
    () => capacityScreen(report, output.screen),
    () => capacityJson(report),
  );
  if (asked.length > 0) return report.solutions.every(({ smallest, problems }) => smallest !== undefined && problems.length === 0) ? 0 : 1;
  return runsOut(capacity) ? 1 : 0;
}

/** @throws WrongInput when a size is asked for that the design has not got. */
function requireParts(design: Design, asked: readonly Solvable[]): void {
  const known = solvableIn(design);
  const missing = asked.find((part) => !known.includes(part));
  if (missing === undefined) return;
  const message = `${missing} is a part of NSX-T and PKS, and this design is on ${platformNames[design.platform]}`;
  throw aboutArgument('--solve', missing, { code: 'wrong-platform', message, found: missing, expected: known.join(', ') });
}

/** How far ahead an end lies. @throws WrongInput when it lies behind the design's start. */
function horizonOf(end: Micros | Date, { start }: Design): Micros {
  if (!(end instanceof Date)) return end;
  const until = (end.getTime() - Date.parse(start)) * 1_000;
  if (until > 0) return until;
  const day = end.toISOString().slice(0, 10);
  throw aboutArgument('--until', day, {
    code: 'bad-option',
    message: `${day} is before the design starts`,
    found: day,
    expected: `a day after ${start.slice(0, 10)}`,
  });
}

/** What is to be carried: as stated, else the growth that 95 % of seeds do not exceed. */
function loadOf(
  { clusters, projects = 0, users = 0, services = 0, pksClusters = 0, ports = 1 }: CapacityOptions,
  { downstream }: Design,
  asked: readonly Solvable[],
): (capacity: Capacity) => Load {
  const stated = [clusters, projects, users, services, pksClusters].some((count) => count !== undefined && count > 0);
  if (stated && asked.length === 0)
    throw aboutArgument('--clusters', String(clusters ?? ''), {
      code: 'bad-call',
      message: 'a stated load belongs to --solve',
      expected: '--solve floatingPool --clusters 300, say',
    });
  if (clusters !== undefined && clusters < downstream.atStart) {
    throw aboutArgument('--clusters', String(clusters), {
      code: 'bad-option',
      message: `the design has ${downstream.atStart} clusters at the start already`,
      found: String(clusters),
      expected: `at least ${downstream.atStart}`,
    });
  }
  return ({ growth, until }) => ({
    import: clusters === undefined ? growth.countBy(until).late : clusters - downstream.atStart,
    project: projects,
    user: users,
    service: services,
    pksCluster: pksClusters,
    portsPerService: ports,
  });
}
