/** What is run for a design's availability: the platform as it stands at the start, under its own drawn failures. */
import { formatDuration, type Micros, parseDuration, type RunSpec, type Setting, years } from '../../sim/index.ts';
import { compileScenario } from '../compile.ts';
import type { Design } from '../design.ts';
import { etcdVms } from '../platform/homes.ts';
import { planVms } from '../platform/vms.ts';
import type { Scenario } from '../scenario.ts';

export type FailureKind = keyof Design['reliability'];

export const failureKinds: readonly FailureKind[] = ['host', 'vm', 'edge', 'etcd', 'disk', 'datastore', 'site'];

/** A replication's spec. Replication i of every design has seed `first + i`, so that all of them meet the same luck. */
export function replication(design: Design, length: Micros, seed: number, settings: readonly [string, Setting][] = []): RunSpec {
  const { lines: _, ...spec } = compileScenario(quiet(length), design, seed);
  return { ...spec, settings: new Map([...(spec.settings ?? []), ...settings]) };
}

/** Nothing happens but what is drawn; growth is another question (`paddock capacity`). */
const quiet = (length: Micros): Scenario => ({
  apiVersion: 'paddock/v1',
  kind: 'Scenario',
  name: 'availability',
  system: 'platform',
  title: 'Years under drawn failures.',
  design: '',
  seed: 1,
  duration: `${length}us`,
  failures: 'drawn',
  arrivals: 'none',
  timeline: [],
  expect: [],
});

/** An assumed rate of failure, in words. */
export interface Rate {
  kind: FailureKind;
  mtbf: string;
  mttr: string;
  /** Failures a year over all components of the kind. */
  perYear: number;
  components: number;
}

export function ratesOf(design: Design): Rate[] {
  const counts = countsOf(design);
  return failureKinds.flatMap((kind) => {
    const failure = design.reliability[kind];
    return failure ? [{ kind, ...failure, components: counts[kind], perYear: (counts[kind] * years(1)) / parseDuration(failure.mtbf) }] : [];
  });
}

function countsOf(design: Design): Record<FailureKind, number> {
  const { vsphere, nsx, downstream } = design;
  const vm = planVms(design).filter(({ role }) => role !== 'edge').length;
  const members = etcdVms(design).length;
  return {
    host: vsphere.hosts.length,
    vm,
    edge: nsx?.edges.length ?? 0,
    etcd: members,
    disk: members,
    datastore: vsphere.datastores.length,
    site: downstream.atStart,
  };
}

/** Failures a year of everything together. */
const failuresOf = (design: Design): number => ratesOf(design).reduce((sum, { perYear }) => sum + perYear, 0);

/** Of a replication: ten years, one where hundreds of sites fail every month and a year shows much already. */
export const usualLength = (design: Design): Micros => (failuresOf(design) > 100 ? years(1) : years(10));

/** Replications of each variant in a study of sensitivity: a thousand failures or a hundred years, whichever is less. */
export const variantReplications = (design: Design, length: Micros): number =>
  Math.max(4, Math.ceil((Math.min(100, 1_000 / failuresOf(design)) * years(1)) / length));

/** The longest mean repair of anything that the design lets fail. */
export const longestRepairOf = (design: Design): Micros => Math.max(0, ...ratesOf(design).map(({ mttr }) => parseDuration(mttr)));

/** A duration that a design can hold, and a person can read. */
export const writeDuration = (time: Micros): string => `${Math.max(1, Math.round(time))}us`;
export const readable = (time: Micros): string => formatDuration(Math.round(time));
