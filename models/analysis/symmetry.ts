/**
 * Which choices are the same but for names. The state at the moment of the fault is a graph: actors, coloured by kind,
 * state and plain data, joined by the labels and references between them. Colours are refined until they settle
 * (Weisfeiler and Leman 1968); with the chosen actors marked, equal sums of colours make one class. Roles that hang on
 * a tie broken by name (who leads vSphere HA) are marked too, so that the fold does not reach across them.
 */
import { type Actor, type Run, View } from '../../sim/index.ts';

interface Node {
  colour: number;
  edges: { to: number; name: number }[];
}

export class Symmetry {
  private readonly nodes: Node[] = [];
  private readonly index = new Map<string, number>();
  private readonly base: Float64Array;

  constructor(run: Run) {
    const actors = run.world.actors.filter((actor) => actor !== undefined);
    for (const [i, actor] of actors.entries()) this.index.set(actor.id, i);
    const roles = singularRoles(run);
    for (const actor of actors) this.nodes.push({ colour: hash(plain(actor, this.index) + (roles.get(actor.id) ?? '')), edges: [] });
    for (const [i, actor] of actors.entries()) this.join(i, actor);
    this.base = this.refine(Float64Array.from(this.nodes, ({ colour }) => colour));
  }

  /** The class of some marked actors; marks tell verbs and moments apart. */
  classOf(marks: readonly { target: string; mark: string }[]): string {
    const colours = Float64Array.from(this.base);
    for (const { target, mark } of marks) {
      const at = this.index.get(target);
      if (at !== undefined) colours[at] = hash(`${colours[at]}|${mark}`);
    }
    const settled = this.refine(colours);
    return (
      marks
        .map(({ target, mark }) => `${mark}:${settled[this.index.get(target) ?? 0]}`)
        .sort()
        .join() + [...settled].sort((a, b) => a - b).reduce(mixed, 7)
    );
  }

  private join(from: number, actor: Actor): void {
    const add = (name: string, id: unknown) => {
      const to = typeof id === 'string' ? this.index.get(id) : undefined;
      if (to === undefined) return;
      (this.nodes[from] as Node).edges.push({ to, name: hash(name) });
      (this.nodes[to] as Node).edges.push({ to: from, name: hash(`of ${name}`) });
    };
    for (const [name, value] of actor.labels) add(name, value);
    for (const [name, value] of Object.entries(actor.life.context)) {
      if (name === 'actor') continue;
      for (const one of Array.isArray(value) ? value : [value]) add(name, one);
    }
  }

  private refine(start: Float64Array): Float64Array {
    let colours = start;
    let distinct = new Set(colours).size;
    for (let round = 0; round < this.nodes.length; round++) {
      const next = Float64Array.from(this.nodes, ({ edges }, i) => {
        let sum = 0;
        for (const { to, name } of edges) sum = (sum + mixed(name, colours[to] as number)) % 9_007_199_254_740_881;
        return mixed(colours[i] as number, sum);
      });
      const now = new Set(next).size;
      colours = next;
      if (now === distinct && round > 2) break;
      distinct = now;
    }
    return colours;
  }
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
  return h >>> 0;
}

function mixed(a: number, b: number): number {
  let h = Math.imul((a ^ (a / 4_294_967_296)) | 0, 0x85ebca6b) ^ Math.imul((b ^ (b / 4_294_967_296)) | 0, 0xc2b2ae35);
  h = Math.imul(h ^ (h >>> 15), 0x27d4eb2f);
  const low = (h ^ (h >>> 13)) >>> 0;
  return low * 2_097_152 + (Math.imul(low, 0x9e3779b1) >>> 11);
}
