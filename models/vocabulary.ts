/** The verbs that scenarios may use, and the names that their targets may go by: those of every system. */
import type { FaultVerb, Roles, Vocabulary } from '../sim/index.ts';
import type { Operation } from './system.ts';
import { systems } from './systems.ts';

export const faults: readonly FaultVerb[] = systems.flatMap((system) => system.faults ?? []);

export const operations: readonly Operation[] = systems.flatMap((system) => system.operations ?? []);

const groups: Roles['groups'] = Object.assign({}, ...systems.map((system) => system.groups ?? {}));

const relations: Roles['relations'] = Object.assign({}, ...systems.map((system) => system.relations ?? {}));

export const vocabulary: Vocabulary = { faults, operations, groups, relations };
