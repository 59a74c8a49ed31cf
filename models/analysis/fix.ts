/** The cheapest set of edits after which a search finds nothing fatal, each candidate proven by the same search. */
import { checkDesign } from '../check-design.ts';
import type { Design } from '../design.ts';
import { combinations } from './component.ts';
import { type Edit, editsFor } from './edits.ts';
import { minimal } from './fatal-set.ts';
import type { Fatal } from './search.ts';

export interface Proposal {
  edits: Edit[];
  cost: number;
  /** What is still fatal after them. */
  left: Fatal[];
}

export interface Fix {
  before: Fatal[];
  /** The cheapest that leaves nothing; undefined when no set of so many edits does. */
  cure: Proposal | undefined;
  /** Without a cure: the set that leaves the fewest fatal sets, the cheapest of these. */
  best: Proposal | undefined;
  searches: number;
}

/** What is fatal in a design, all of it. */
export type FatalIn = (design: Design) => Promise<Fatal[]>;

/** Tries sets of up to `most` edits, cheapest first. */
export async function fix(design: Design, fatalIn: FatalIn, most: number, progress: (done: number, of: number) => void = () => {}): Promise<Fix> {
  const before = minimal(await fatalIn(design));
  const found: Fix = { before, cure: undefined, best: undefined, searches: 1 };
  if (before.length === 0) return found;
  const edits = editsFor(design);
  const sets = Array.from({ length: most }, (_, i) => [...combinations(edits, i + 1)]).flat();
  const costOf = (set: readonly Edit[]) => set.reduce((sum, { cost }) => sum + cost, 0);
  sets.sort((a, b) => costOf(a) - costOf(b) || a.length - b.length);
  for (const [i, set] of sets.entries()) {
    progress(i, sets.length);
    const changed = set.reduce((made, { apply }) => apply(made), design);
    if (checkDesign(changed).length > 0) continue;
    const left = minimal(await fatalIn(changed));
    found.searches++;
    const proposal = { edits: set, cost: costOf(set), left };
    if (left.length === 0) return { ...found, cure: proposal };
    if (left.length < (found.best?.left.length ?? before.length)) found.best = proposal;
  }
  return found;
}
