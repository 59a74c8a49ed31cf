/**
 * Enterprise PKS as its operators have set it up: the plans saved in its tile and the network profiles that its CLI has made.
 * What a plan or a profile holds is the design's; here it is known whether it is there, and whether PKS's API answers.
 * Left out: the VM of that API, which BOSH has made beside its clusters.
 */
import { assign, setup } from 'xstate';
import { type Actor, type ControllerHand, defineKind } from '../../sim/index.ts';
import type { PksDesign } from '../design.ts';
import { planOf } from '../platform/homes.ts';

/** The cluster that carries Rancher, as the design has it. */
export interface Carrier {
  name: string;
  plan: string;
  /** Empty for none. */
  profile: string;
  masters: number;
  workers: number;
  workersMax: number;
}

interface Context {
  actor: Actor;
  /** Those of the design. */
  known: { plans: readonly string[]; profiles: readonly string[] };
  plans: readonly string[];
  profiles: readonly string[];
  carrier: Carrier;
}

export const tileMachine = setup({
  types: {
    input: {} as Context,
    context: {} as Context,
    events: {} as { type: 'planSaved' | 'profileCreated'; name: string } | { type: 'fail' | 'recover' },
  },
  actions: {
    savePlan: assign({ plans: ({ context, event }) => ('name' in event ? [...context.plans, event.name] : context.plans) }),
    keepProfile: assign({ profiles: ({ context, event }) => ('name' in event ? [...context.profiles, event.name] : context.profiles) }),
  },
}).createMachine({
  id: 'pks',
  context: ({ input }) => input,
  initial: 'available',
  states: {
    available: { on: { planSaved: { actions: 'savePlan' }, profileCreated: { actions: 'keepProfile' }, fail: 'unavailable' } },
    /** No command is taken; clusters, and what BOSH does for them, go on (docs-pks@1.5 interruptions). */
    unavailable: { on: { recover: 'available' } },
  },
});

export const tileKind = defineKind('pks', tileMachine);

export function makeTile(hand: ControllerHand, design: PksDesign): void {
  const { plans, networkProfiles, clusters } = design.pks;
  const { masters, workers, maxWorkers } = planOf(design);
  const [cluster] = clusters;
  const carrier = { name: cluster?.name ?? '', plan: cluster?.plan ?? '', profile: cluster?.networkProfile ?? '', masters, workers, workersMax: maxWorkers };
  const known = { plans: plans.map(({ name }) => name), profiles: networkProfiles.map(({ name }) => name) };
  const there = design.installed === 'nothing' ? { plans: [], profiles: [] } : known;
  hand.create(tileKind, 'pks', { settled: 'available', input: { known, ...there, carrier } });
}
