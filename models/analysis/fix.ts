/**
 * The cheapest set of edits after which a design has none of the harms asked about: what a search finds fatal, and pools
 * that run out before a horizon. A candidate is shown first what was fatal before; only one that survives all of it is
 * put through the whole search, which is its proof.
 */
import type { Micros } from '../../sim/index.ts';
import { checkDesign } from '../check-design.ts';
import { type Design, isOnPks } from '../design.ts';
import { capacityOf, type LimitUse } from './capacity.ts';
import { combinations } from './component.ts';
import { dateEdits } from './date-edits.ts';
import { type Edit, editsFor } from './edits.ts';
import { type FatalSet, minimal } from './fatal-set.ts';
import type { Fatal } from './search.ts';

export interface Proposal {
  edits: Edit[];
  cost: number;
  /** What is still fatal after them. */
  left: FatalSet[];
  /** Pools that still run out before the horizon: no size moves them. */
  fixed: LimitUse[];
}

export interface Fix {
  before: FatalSet[];
  /** Pools that run out before the horizon. */
  ends: LimitUse[];
  /** The cheapest that leaves nothing; undefined when no set of so many edits does. */
  cure: Proposal | undefined;
  /** Without a cure: the set that leaves the fewest fatal sets, the cheapest of these. */
  best: Proposal | undefined;
  searches: number;
}

export interface Goal {
  /** What is fatal in a design, all of it. */
  fatalIn(design: Design): Promise<Fatal[]>;
  /** How many of some fatal sets still are in a changed design. */
  stillFatal(design: Design, sets: readonly FatalSet[]): Promise<number>;
  /** No pool may run out before; no date is asked about when left out. */
  until?: Micros | undefined;
  /** Up to how many edits together against faults; those against dates come besides. */
  most: number;
  /** What may be done; {@link editsFor} when left out. */
  edits?: (design: Design) => Edit[];
}

/** Pools that run out by a time under even growth, first to end first. */
export const endsBefore = (design: Design, until: Micros | undefined): LimitUse[] =>
  until === undefined || !isOnPks(design)
    ? []
    : capacityOf(design, { until, arrivals: 'steady', seeds: 1 })
        .pools.filter(({ exhausted }) => exhausted !== undefined && exhausted.median <= until)
        .sort((a, b) => (a.exhausted?.median ?? 0) - (b.exhausted?.median ?? 0));

const costOf = (set: readonly Edit[]): number => set.reduce((sum, { cost }) => sum + cost, 0);
const withEdits = (design: Design, set: readonly Edit[]): Design => set.reduce((made, { apply }) => apply(made), design);

/** Sets of up to `most` edits against faults, cheapest first, each with the sizes that the dates then need. */
export async function fix(design: Design, goal: Goal, progress: (done: number, of: number) => void = () => {}): Promise<Fix> {
  const { fatalIn, stillFatal, until, most, edits: editsOf = editsFor } = goal;
  const before = minimal(await fatalIn(design));
  const plain = sized(design, [], until);
  const found: Fix = { before, ends: endsBefore(design, until), cure: undefined, best: undefined, searches: 1 };
  if (before.length === 0) return plain.edits.length === 0 ? found : withProposal(found, { ...plain, left: [] });
  const edits = editsOf(design);
  const sets = Array.from({ length: most }, (_, i) => [...combinations(edits, i + 1)]).flat();
  sets.sort((a, b) => costOf(a) - costOf(b) || a.length - b.length);
  let fewest = before.length;
  for (const [i, set] of sets.entries()) {
    progress(i, sets.length);
    if (checkDesign(withEdits(design, set)).length > 0) continue;
    const { made, ...candidate } = sized(design, set, until);
    if ((await stillFatal(made, before)) >= fewest) continue;
    const left = minimal(await fatalIn(made));
    found.searches++;
    if (left.length >= fewest) continue;
    fewest = left.length;
    const told = withProposal(found, { ...candidate, left });
    if (told.cure) return told;
    found.best = told.best;
  }
  return found;
}

/** Edits with the sizes for the dates of what they make. */
function sized(design: Design, set: readonly Edit[], until: Micros | undefined): Omit<Proposal, 'left'> & { made: Design } {
  const changed = withEdits(design, set);
  const edits = [...set, ...(until === undefined ? [] : dateEdits(changed, until))];
  const made = withEdits(design, edits);
  return { edits, cost: costOf(edits), fixed: endsBefore(made, until), made };
}

/** A cure when nothing is left of either kind. */
const withProposal = (found: Fix, proposal: Proposal): Fix =>
  proposal.left.length + proposal.fixed.length === 0 ? { ...found, cure: proposal, best: undefined } : { ...found, best: proposal };
