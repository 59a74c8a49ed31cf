/**
 * The nemesis: it carries out the script of a run, which is faults, operations, drawn failures and narration, and keeps
 * a report of what each fault bit. Verbs are a closed list that the models give; targets are ids or roles.
 */
import { Stream } from './chance.ts';
import type { ControllerHand } from './controller.ts';
import { type Distribution, sample } from './parameter.ts';
import type { Micros } from './time.ts';
import type { Actor, View } from './view.ts';
import type { Root, World } from './world.ts';

/** A harm that can be done to a kind of actor, and how it is lifted. */
export interface FaultVerb {
  readonly name: string;
  readonly kinds: readonly string[];
  /** `{ it } loses power`. */
  readonly title: string;
  /** `isHeld` says that the fault has a duration: what it took down stays down until it heals. */
  strike(actor: Actor, hand: ControllerHand, isHeld: boolean): void;
  heal?(actor: Actor, hand: ControllerHand): void;
  /** What people do about a harm for good, once its time is over: what was lost is replaced, not regained. */
  replace?(actor: Actor, hand: ControllerHand): void;
  /** Kinds that a duration means something to; all of them when left out. */
  readonly lasting?: readonly string[];
}

/** Something people do to the platform. */
export interface OperationVerb {
  readonly name: string;
  /** @returns what was done, for the story. */
  run(args: Readonly<Record<string, unknown>>, hand: ControllerHand): string;
}

/** Names for targets beyond ids: roles and groups, and steps from one actor to another. */
export interface Roles {
  readonly groups: Readonly<Record<string, (view: View) => readonly string[]>>;
  readonly relations: Readonly<Record<string, (view: View, id: string) => string | undefined>>;
}

export interface Vocabulary extends Roles {
  readonly faults: readonly FaultVerb[];
  readonly operations: readonly OperationVerb[];
}

/** One line of a run's script. */
export type ScriptEntry =
  | { at: Micros; kind: 'fault'; verb: string; target: string; duration?: Micros; isForGood?: boolean }
  | { at: Micros; kind: 'operation'; verb: string; args: Record<string, unknown> }
  | { at: Micros; kind: 'note'; text: string };

/** A component that fails by chance: Poisson in time, whatever the repairs take. */
export interface Misfortune {
  verb: string;
  target: string;
  between: Distribution;
  lasting: Distribution;
  /** What it takes does not come back; what lasts is the time until it is replaced. */
  isForGood?: boolean;
}

/** What a fault of the script did. */
export interface FaultReport {
  entry: number;
  targets: string[];
  /** Records it caused directly; 0 means it changed nothing. */
  bites: number;
  /** Why nothing could be done, when the target could not be resolved. */
  problem: string | undefined;
}

type Item = { kind: 'strike' | 'operation' | 'note' | 'heal' | 'misfortune' | 'check'; index: number };

export class Nemesis {
  /** Drawn failures that found their target down already. */
  dropped = 0;
  private readonly items: Item[] = [];
  private readonly carried: (Omit<FaultReport, 'bites'> & { root: number })[] = [];
  /** Faults and drawn failures so far; the next one's number. */
  private harms = 0;
  /** Targets and root of each fault and drawn failure that may still have to be healed. */
  private readonly struck = new Map<number, { targets: string[]; root: number; verb: string; isForGood: boolean }>();
  private readonly holds = new Map<string, number>();
  /** Harms that bit and were lifted while another of the same kind still lay on the target. */
  private readonly bitten = new Set<string>();
  private readonly drawn: number[];

  constructor(
    private readonly world: World,
    private readonly hand: ControllerHand,
    private readonly vocabulary: Vocabulary,
    private readonly script: readonly ScriptEntry[],
    private readonly misfortunes: readonly Misfortune[],
    private readonly onCheck: (index: number) => void,
  ) {
    this.drawn = misfortunes.map(() => 0);
    world.script = (index) => this.carryOut(this.items[index] as Item);
  }

  /** Enters the script, the first failure of each component, and the properties' moments. */
  start(moments: Iterable<[Micros, number]>, until: Micros): void {
    this.enterScript(0);
    this.enterChecks(moments, until);
    for (const index of this.misfortunes.keys()) this.enterNext(index, 0);
  }

  /** Has properties looked at when their windows open and their deadlines pass. */
  enterChecks(moments: Iterable<[Micros, number]>, until = Number.POSITIVE_INFINITY): void {
    for (const [at, index] of moments) if (at <= until) this.enter(Math.max(at, this.world.schedule.now), { kind: 'check', index });
  }

  /** What each fault of the script did so far. */
  get reports(): FaultReport[] {
    return this.carried.map(({ root, ...report }) => ({ ...report, bites: this.world.roots[root]?.bites ?? 0 }));
  }

  save() {
    return {
      items: this.items.map((item) => ({ ...item })),
      carried: structuredCloneOf(this.carried),
      harms: this.harms,
      scriptLength: this.script.length,
      draws: this.hand.saveDraws(),
      memory: structuredCloneOf(this.hand.memory),
      struck: structuredCloneOf([...this.struck]),
      holds: [...this.holds],
      bitten: [...this.bitten],
      drawn: [...this.drawn],
      dropped: this.dropped,
    };
  }

  load(state: ReturnType<Nemesis['save']>): void {
    this.items.splice(0, this.items.length, ...state.items.map((item) => ({ ...item })));
    this.carried.splice(0, this.carried.length, ...structuredCloneOf(state.carried));
    this.harms = state.harms;
    this.struck.clear();
    for (const [key, value] of structuredCloneOf(state.struck)) this.struck.set(key, value);
    this.holds.clear();
    for (const [key, value] of state.holds) this.holds.set(key, value);
    this.bitten.clear();
    for (const key of state.bitten) this.bitten.add(key);
    this.drawn.splice(0, this.drawn.length, ...state.drawn);
    this.dropped = state.dropped;
    this.hand.loadDraws(state.draws);
    this.hand.memory = structuredCloneOf(state.memory);
    // A fork may have a longer script than the run it left.
    this.enterScript(state.scriptLength);
  }

  private enterScript(from: number): void {
    const kinds = { fault: 'strike', operation: 'operation', note: 'note' } as const;
    for (let index = from; index < this.script.length; index++) {
      const entry = this.script[index] as ScriptEntry;
      this.enter(entry.at, { kind: kinds[entry.kind], index });
    }
  }

  private enter(at: Micros, item: Item, cause = -1, root = -1): void {
    this.items.push(item);
    this.world.scheduleScript(at, this.items.length - 1, cause, root);
  }

  private carryOut(item: Item): void {
    const { world } = this;
    if (item.kind === 'check') return this.onCheck(item.index);
    if (item.kind === 'heal') return this.heal(item.index);
    if (item.kind === 'misfortune') return this.misfortune(item.index);
    const entry = this.script[item.index] as ScriptEntry;
    if (entry.kind === 'note') {
      world.begin('note', 'narration', entry.text);
      return;
    }
    if (entry.kind === 'operation') {
      world.begin('operation', 'operator', entry.verb);
      const verb = this.vocabulary.operations.find(({ name }) => name === entry.verb);
      if (!verb) throw new Error(`there is no operation "${entry.verb}"`);
      world.note('operator', verb.run(entry.args, this.hand));
      return;
    }
    this.strike(item.index, entry);
  }

  private strike(index: number, entry: Extract<ScriptEntry, { kind: 'fault' }>): void {
    const { hand } = this;
    const resolved = resolveTarget(entry.target, hand, this.vocabulary, (n) => hand.pick(`target of fault ${index}`, n));
    const targets = typeof resolved === 'string' ? [] : resolved;
    const problem = typeof resolved === 'string' ? resolved : this.mismatch(entry.verb, targets);
    const root = problem === undefined ? this.harm('fault', entry.verb, targets, entry.duration, entry.isForGood) : -1;
    this.carried.push({ entry: index, targets, problem, root });
  }

  private misfortune(which: number): void {
    const { world } = this;
    const { verb, target, lasting, isForGood } = this.misfortunes[which] as Misfortune;
    const stream = new Stream(world.seed, target, `${verb} lasts`);
    stream.k = this.drawn[which] as number;
    const duration = sample(lasting, stream);
    this.enterNext(which, world.schedule.now);
    if (this.mismatch(verb, [target]) === undefined) this.harm('failure', verb, [target], duration, isForGood);
  }

  /** Failure k falls k draws after the start, whatever happened meanwhile. */
  private enterNext(which: number, from: Micros): void {
    const { verb, target, between } = this.misfortunes[which] as Misfortune;
    const stream = new Stream(this.world.seed, target, `${verb} comes`);
    stream.k = this.drawn[which] as number;
    const at = from + sample(between, stream);
    this.drawn[which] = stream.k;
    // One beyond the clock's 285 years never comes.
    if (Number.isSafeInteger(at)) this.enter(at, { kind: 'misfortune', index: which });
  }

  private verb(name: string): FaultVerb {
    const verb = this.vocabulary.faults.find((one) => one.name === name);
    if (!verb) throw new Error(`there is no fault "${name}"`);
    return verb;
  }

  private mismatch(name: string, targets: readonly string[]): string | undefined {
    const { kinds } = this.verb(name);
    const wrong = targets.find((id) => !kinds.includes(this.world.find(id)?.kind ?? ''));
    return wrong === undefined ? undefined : `"${name}" is for ${kinds.join(', ')}; ${wrong} is ${this.world.find(wrong)?.kind ?? 'gone'}`;
  }

  /** Strikes, and enters the healing. Returns the root's number. */
  private harm(kind: 'fault' | 'failure', name: string, targets: string[], duration: Micros | undefined, isForGood = false): number {
    const { world } = this;
    const verb = this.verb(name);
    const { record } = world.begin(kind, targets.join(', '), name, verb.title.replace('{it}', targets.join(', ')));
    const { root } = world;
    for (const id of targets) {
      this.hold(name, id, 1);
      verb.strike(world.find(id) as Actor, this.hand, duration !== undefined && !isForGood);
    }
    if (duration !== undefined) {
      const number = this.harms++;
      this.struck.set(number, { targets, root, verb: name, isForGood });
      this.enter(world.schedule.now + duration, { kind: 'heal', index: number }, record, root);
    }
    return root;
  }

  /** How many harms of one kind lie on a target; the last one lifted heals it. */
  private hold(verb: string, id: string, by: 1 | -1): number {
    const left = (this.holds.get(`${verb} ${id}`) ?? 0) + by;
    this.holds.set(`${verb} ${id}`, left);
    return left;
  }

  private heal(number: number): void {
    const { world } = this;
    const struck = this.struck.get(number);
    if (!struck) return;
    this.struck.delete(number);
    const root = world.roots[struck.root] as Root;
    if (root.kind === 'failure' && root.bites === 0) this.dropped++;
    const free = struck.targets.filter((id) => this.lift(struck.verb, id, root.bites > 0));
    if (free.length === 0) return;
    world.root = struck.root;
    world.cause = world.add('heal', free.join(', '), struck.verb, '', 'healed', root.record);
    for (const id of free) {
      const actor = world.find(id);
      const { heal, replace } = this.verb(struck.verb);
      if (actor) (struck.isForGood ? replace : heal)?.(actor, this.hand);
    }
  }

  /** Takes one harm off a target; true when it was the last one and any of them had bitten. */
  private lift(verb: string, id: string, hasBitten: boolean): boolean {
    const key = `${verb} ${id}`;
    const bitten = hasBitten || this.bitten.delete(key);
    if (this.hold(verb, id, -1) === 0) return bitten;
    if (bitten) this.bitten.add(key);
    return false;
  }
}

const structuredCloneOf = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

/**
 * The ids a target stands for: an id, a role, `one of GROUP`, `all of GROUP`, or `RELATION of TARGET`.
 * @returns a sentence when it stands for nothing.
 */
export function resolveTarget(target: string, view: View, roles: Roles, pick: (n: number) => number): string[] | string {
  if (view.find(target)) return [target];
  const [first, ...rest] = target.split(' of ');
  const inner = rest.join(' of ');
  if (inner === '') {
    const group = roles.groups[target];
    if (!group) return `there is no "${target}"`;
    const ids = [...group(view)];
    if (ids.length === 0) return `there is no ${target} at this time`;
    return ids.length === 1 ? ids : `"${target}" is ${ids.length} things; say "one of ${target}" or "all of ${target}"`;
  }
  if (first === 'one' || first === 'all') {
    const group = roles.groups[inner];
    if (!group) return `there is no group "${inner}"`;
    const ids = [...group(view)];
    if (ids.length === 0) return `there is none of ${inner} at this time`;
    return first === 'all' ? ids : [ids[pick(ids.length)] as string];
  }
  const relation = roles.relations[first as string];
  if (!relation) return `there is no relation "${first} of"`;
  const from = resolveTarget(inner, view, roles, pick);
  if (typeof from === 'string') return from;
  const found = [...new Set(from.map((id) => relation(view, id)).filter((id) => id !== undefined))];
  return found.length > 0 ? found : `${inner} has no ${first}`;
}
