/** Who there is: actors by id, kind and label, how many are in which state, and who looked at any of that. */
import type { Controller, ControllerHand } from './controller.ts';
import { namesOf } from './machine/life.ts';
import { Cell, type Reads } from './reads.ts';
import type { Actor, Kind } from './view.ts';

/** The actors of one kind. */
export interface Kin {
  readonly kind: Kind;
  readonly actors: Set<Actor>;
  /** Touched when one comes or goes. */
  readonly cell: Cell;
  /** Actors by state, and by every state above it. */
  readonly tallies: Map<string, number>;
  readonly tallyCell: Cell;
  /** Controllers that look at every transition of the kind. */
  readonly watchers: { hand: ControllerHand; watch: NonNullable<Controller['watch']>[string] }[];
}

interface Label {
  readonly actors: Set<Actor>;
  readonly cell: Cell;
}

export class Population {
  /** By index; undefined where one was removed. */
  actors: (Actor | undefined)[] = [];
  /** By name, then by value. */
  readonly labels = new Map<string, Map<string, Label>>();
  private readonly kinds = new Map<string, Kin>();
  private readonly byId = new Map<string, Actor>();
  /** Cells of ids that somebody looked for in vain. */
  private readonly absent = new Map<string, Cell>();

  constructor(private readonly reads: Reads) {}

  addKind(kind: Kind): void {
    this.kinds.set(kind.name, { kind, actors: new Set(), cell: new Cell(), tallies: new Map(), tallyCell: new Cell(), watchers: [] });
  }

  /** @throws Error for a kind that was not declared. */
  kin(name: string): Kin {
    const kin = this.kinds.get(name);
    if (!kin) throw new Error(`there is no kind "${name}"`);
    return kin;
  }

  find(id: string): Actor | undefined {
    const actor = this.byId.get(id);
    if (actor === undefined && this.reads.isLooking) this.reads.saw(this.absence(id));
    return actor;
  }

  /** @throws Error when there is no such actor. */
  get(id: string): Actor {
    const actor = this.find(id);
    if (!actor) throw new Error(`there is no actor "${id}"`);
    return actor;
  }

  all(kind: string): Actor[] {
    const kin = this.kin(kind);
    this.reads.saw(kin.cell);
    return [...kin.actors];
  }

  /** How many of a kind are in a state. */
  tally(kind: string, state: string): number {
    const kin = this.kin(kind);
    this.reads.saw(kin.tallyCell);
    return kin.tallies.get(state) ?? 0;
  }

  labelled(name: string, value: string): Actor[] {
    return [...this.members(name, value).actors];
  }

  countLabelled(name: string, value: string): number {
    return this.members(name, value).actors.size;
  }

  /** Enters an actor that has its state. */
  enter(actor: Actor, cause: number): void {
    const { kin } = actor;
    this.actors[actor.index] = actor;
    this.byId.set(actor.id, actor);
    kin.actors.add(actor);
    this.reads.touch(kin.cell, cause);
    const absence = this.absent.get(actor.id);
    if (absence) this.reads.touch(absence, cause);
  }

  leave(actor: Actor, cause: number): void {
    for (const [name, value] of actor.labels) this.unlabel(actor, name, value, cause);
    actor.kin.actors.delete(actor);
    this.count(actor.kin, actor.life.state, '', cause);
    this.byId.delete(actor.id);
    this.actors[actor.index] = undefined;
    this.reads.touch(actor.kin.cell, cause);
    this.reads.touch(actor.cell, cause);
  }

  /** Counts an actor of a kind from one state into another; an empty name stands for none. */
  count({ tallies, tallyCell }: Kin, from: string, to: string, cause: number): void {
    if (from !== '') for (const name of namesOf(from)) tallies.set(name, (tallies.get(name) ?? 0) - 1);
    if (to !== '') for (const name of namesOf(to)) tallies.set(name, (tallies.get(name) ?? 0) + 1);
    this.reads.touch(tallyCell, cause);
  }

  /** Gives an actor a label, or takes it away. */
  label(actor: Actor, name: string, value: string | undefined, cause: number): void {
    const old = actor.labels.get(name);
    if (old === value) return;
    if (old !== undefined) this.unlabel(actor, name, old, cause);
    if (value === undefined) {
      actor.labels.delete(name);
      return;
    }
    actor.labels.set(name, value);
    const { actors, cell } = this.members(name, value);
    actors.add(actor);
    this.reads.touch(cell, cause);
  }

  /** Enters a label's members in the order a checkpoint gives. */
  relabel(name: string, value: string, members: readonly number[]): void {
    const { actors } = this.members(name, value);
    for (const index of members) actors.add(this.actors[index] as Actor);
  }

  private unlabel(actor: Actor, name: string, value: string, cause: number): void {
    const { actors, cell } = this.members(name, value);
    actors.delete(actor);
    this.reads.touch(cell, cause);
  }

  private members(name: string, value: string): Label {
    let byValue = this.labels.get(name);
    if (!byValue) this.labels.set(name, (byValue = new Map()));
    let found = byValue.get(value);
    if (!found) byValue.set(value, (found = { actors: new Set(), cell: new Cell() }));
    this.reads.saw(found.cell);
    return found;
  }

  private absence(id: string): Cell {
    let cell = this.absent.get(id);
    if (!cell) this.absent.set(id, (cell = new Cell()));
    return cell;
  }
}
