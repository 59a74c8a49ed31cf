/**
 * Which choices are the same but for names. The state at the moment of the fault is a graph: actors, coloured by kind,
 * state and plain data, joined by the labels and references between them. Colours are refined until they settle
 * (Weisfeiler and Leman 1968); with the chosen actors marked, equal sums of colours make one class. Roles that hang on
 * a tie broken by name (who leads vSphere HA) are marked too, so that the fold does not reach across them.
 */
import { type Actor, type Run, View } from '../../sim/index.ts';

/** Joined actors as columns: the neighbours of actor i, with the name of each edge, stand from `from[i]` to `from[i + 1]`. */
interface Edges {
  from: Int32Array;
  to: Int32Array;
  name: Int32Array;
}

export class Symmetry {
  private readonly index = new Map<string, number>();
  private readonly edges: Edges;
  private readonly base: Int32Array;
  /** Two colourings at a time, so that refining allocates nothing. */
  private readonly pages: readonly [Int32Array, Int32Array];
  private readonly sorted: Int32Array;

  constructor(run: Run) {
    const actors = run.world.actors.filter((actor) => actor !== undefined);
    for (const [i, actor] of actors.entries()) this.index.set(actor.id, i);
    const roles = singularRoles(run);
    this.edges = columns(actors.map((actor) => this.joined(actor)));
    this.pages = [new Int32Array(actors.length), new Int32Array(actors.length)];
    this.sorted = new Int32Array(actors.length);
    this.base = this.refine(Int32Array.from(actors, (actor) => hash(plain(actor, this.index) + (roles.get(actor.id) ?? '')))).slice();
  }

  /** The class of some marked actors; marks tell verbs and moments apart. */
  classOf(marks: readonly { target: string; mark: string }[]): string {
    const [colours] = this.pages;
    colours.set(this.base);
    for (const { target, mark } of marks) {
      const at = this.index.get(target);
      if (at !== undefined) colours[at] = hash(`${colours[at]}|${mark}`);
    }
    const settled = this.refine(colours);
    const chosen = marks.map(({ target, mark }) => `${mark}:${settled[this.index.get(target) ?? 0]}`).sort();
    // Two folds of all colours in order: that both agree by chance is one in 2^64.
    this.sorted.set(settled);
    const all = this.sorted.sort();
    return `${chosen.join()} ${all.reduce(mixed, 7)} ${all.reduceRight(mixed, 11)}`;
  }

  private joined(actor: Actor): { to: number; name: number }[] {
    const own: { to: number; name: number }[] = [];
    const add = (name: string, id: unknown) => {
      const to = typeof id === 'string' ? this.index.get(id) : undefined;
      if (to !== undefined) own.push({ to, name: hash(name) });
    };
    for (const [name, value] of actor.labels) add(name, value);
    for (const [name, value] of Object.entries(actor.life.context)) {
      if (name === 'actor') continue;
      for (const one of Array.isArray(value) ? value : [value]) add(name, one);
    }
    return own;
  }

  /** Until no round tells more apart. Starts from, and answers with, one of the pages or the given one. */
  private refine(start: Int32Array): Int32Array {
    const { from, to, name } = this.edges;
    let colours = start;
    let distinct = this.distinct(colours);
    for (let round = 0; round < colours.length; round++) {
      const next = colours === this.pages[0] ? this.pages[1] : this.pages[0];
      for (let i = 0; i < colours.length; i++) {
        let sum = 0;
        for (let edge = from[i] as number; edge < (from[i + 1] as number); edge++) {
          sum = (sum + mixed(name[edge] as number, colours[to[edge] as number] as number)) | 0;
        }
        next[i] = mixed(colours[i] as number, sum);
      }
      const now = this.distinct(next);
      colours = next;
      if (now === distinct && round > 2) break;
      distinct = now;
    }
    return colours;
  }

  private distinct(colours: Int32Array): number {
    this.sorted.set(colours);
    const all = this.sorted.sort();
    let count = all.length > 0 ? 1 : 0;
    for (let i = 1; i < all.length; i++) if (all[i] !== all[i - 1]) count++;
    return count;
  }
}

/** Each reference joins both ways: the one that is named knows of it too. */
function columns(joined: readonly (readonly { to: number; name: number }[])[]): Edges {
  const both = joined.map(() => [] as { to: number; name: number }[]);
  for (const [i, own] of joined.entries()) {
    for (const { to, name } of own) {
      both[i]?.push({ to, name });
      both[to]?.push({ to: i, name: hash(`of ${name}`) });
    }
  }
  const from = new Int32Array(joined.length + 1);
  for (const [i, own] of both.entries()) from[i + 1] = (from[i] as number) + own.length;
  const all = both.flat();
  return { from, to: Int32Array.from(all, ({ to }) => to), name: Int32Array.from(all, ({ name }) => name) };
}

/** What an actor is without its name: kind, state, labels and data that name nobody. */
function plain(actor: Actor, known: ReadonlyMap<string, number>): string {
  const isName = (value: unknown): boolean => typeof value === 'string' && known.has(value);
  const data = Object.entries(actor.life.context)
    .filter(([key, value]) => key !== 'actor' && !isName(value) && !(Array.isArray(value) && value.some(isName)) && !ownNumbers.has(key))
    .map(([key, value]) => `${key}=${JSON.stringify(value)}`);
  const labels = [...actor.labels].filter(([, value]) => !isName(value)).map(([key, value]) => `${key}=${value}`);
  return [actor.kind, actor.life.state, ...data.sort(), ...labels.sort()].join(';');
}

/** Numbers that tell individuals apart without making a difference to what happens: addresses and phases. */
const ownNumbers = new Set(['subnet', 'router', 'snat', 'address', 'leadsSince', 'made']);

function singularRoles(run: Run): Map<string, string> {
  const roles = new Map<string, string>();
  const view = new View(run.world);
  for (const [name, group] of Object.entries(run.spec.twin.vocabulary.groups)) {
    const ids = group(view);
    if (ids.length === 1) roles.set(ids[0] as string, `${roles.get(ids[0] as string) ?? ''}|${name}`);
  }
  return roles;
}

function hash(text: string): number {
  let h = 2_166_136_261;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 16_777_619);
  return h | 0;
}

/** Of two words one, as MurmurHash3 does it; the order matters. */
function mixed(a: number, b: number): number {
  let h = Math.imul(a, 0x85ebca6b) ^ Math.imul(b, 0xc2b2ae35) ^ (a << 13);
  h = Math.imul(h ^ (h >>> 15), 0x27d4eb2f);
  h = Math.imul(h ^ (h >>> 13), 0x165667b1);
  return h ^ (h >>> 16);
}
