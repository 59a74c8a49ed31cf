/** The verbs that scenarios may use, and the names that their targets may go by: those of every system. */
import type { Vocabulary } from '../sim/index.ts';
import type { Design } from './design.ts';
import type { Operation, System } from './system.ts';
import { systems, systemsOf } from './systems.ts';

interface Words extends Vocabulary {
  readonly operations: readonly Operation[];
}

const gather = (of: readonly System[]): Words => ({
  faults: of.flatMap((system) => system.faults ?? []),
  operations: of.flatMap((system) => system.operations ?? []),
  groups: Object.assign({}, ...of.map((system) => system.groups ?? {})),
  relations: Object.assign({}, ...of.map((system) => system.relations ?? {})),
});

/** Those of every platform. */
export const vocabulary: Words = gather(systems);

export const { faults, operations } = vocabulary;

/** What may be done on a design's platform, and to whom. */
export const vocabularyOf = (design: Pick<Design, 'platform'>): Words => gather(systemsOf(design));
