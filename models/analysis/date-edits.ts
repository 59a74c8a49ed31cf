/** Sizes that let a design's pools last until a date: for each pool that ends before it, the smallest that carries the growth. */
import type { Micros } from '../../sim/index.ts';
import { checkDesign } from '../check-design.ts';
import { type Design, isOnPks, type PksDesign } from '../design.ts';
import { capacityOf, type LimitUse } from './capacity.ts';
import { type Load, type Solvable, solved } from './capacity-solve.ts';
import type { LimitName } from './capacity-things.ts';
import type { Edit } from './edits.ts';

/** Which size a pool hangs on. Edges and load balancers are edited in other ways (edits.ts); the rest is fixed by the vendor. */
const sizeOf: Partial<Record<LimitName, Solvable>> = { 'pods-ip-block': 'pods', 'nodes-ip-block': 'nodes', 'floating-ip-pool': 'floatingPool' };

/** Addresses have to be found and routed: more than a setting, less than VMs. */
const cost = 3;

/** @returns the edits in the order in which they are made; a pool that no size mends is left as it is. */
export function dateEdits(design: Design, until: Micros): Edit[] {
  const edits: Edit[] = [];
  let sized = design;
  // A pool that is widened may let another one run out, which it had spared.
  for (let next = firstToEnd(sized, until, edits); next; next = firstToEnd(sized, until, edits)) {
    edits.push(next);
    sized = next.apply(sized);
  }
  return edits;
}

function firstToEnd(design: Design, until: Micros, done: readonly Edit[]): Edit | undefined {
  if (!isOnPks(design)) return undefined;
  const { pools, growth } = capacityOf(design, { until, arrivals: 'steady', seeds: 1 });
  const load: Load = { import: growth.countBy(until).late, project: 0, user: 0, service: 0, pksCluster: 0, portsPerService: 1 };
  for (const pool of pools) {
    const edit = ends(pool, until) ? sizing(design, pool, load) : undefined;
    if (edit && !done.some(({ name }) => name === edit.name)) return edit;
  }
  return undefined;
}

const ends = ({ exhausted }: LimitUse, until: Micros): boolean => exhausted !== undefined && exhausted.median <= until;

function sizing(design: PksDesign, { name }: LimitUse, load: Load): Edit | undefined {
  const what = sizeOf[name];
  if (!what) return undefined;
  const { solution, apply } = solved(design, what, load);
  if (solution.smallest === undefined || solution.problems.length > 0 || checkDesign(apply(design)).length > 0) return undefined;
  return { name: `${name} as ${solution.smallest}`, cost, apply: (one) => (isOnPks(one) ? apply(one) : one) };
}
