/**
 * A level-triggered loop: woken by changes, it waits, looks at the present state and acts, key by key. It remembers
 * no events; what it has not seen by the time it looks did not happen for it. A controller that needs a leader lease or
 * a live API keeps its keys until it has them.
 */

import type { Data } from './machine/life.ts';
import type { Micros } from './time.ts';
import type { Actor, Birth, Kind } from './view.ts';
import { Hand } from './view.ts';
import type { World } from './world.ts';

/** Which key of a controller a change of an actor concerns; undefined for none. */
export type Watch = (actor: Actor, hand: ControllerHand) => string | readonly string[] | undefined;

export interface Controller {
  readonly name: string;
  /** Kinds whose every transition is looked at. */
  readonly watch?: Readonly<Record<string, Watch>>;
  /** Pools whose returned places wake a key. */
  readonly watchPools?: Readonly<Record<string, string>>;
  /** Paths whose change of share wakes a key. */
  readonly watchPaths?: Readonly<Record<string, string>>;
  /** How long after being woken it looks; 0 when left out. */
  readonly delay?: (key: string, hand: ControllerHand) => Micros;
  /** States that actors must be in for it to work: `{ 'kube-api': 'available' }`. */
  readonly needs?: Readonly<Record<string, string>>;
  /** Looks at one key and acts. Returns when to look again, as an absolute time, or nothing. */
  reconcile(key: string, hand: ControllerHand): Micros | undefined;
}

/** The handle a controller acts through; unlike machines, controllers also make and remove actors. */
export class ControllerHand extends Hand {
  /** What the controller remembers between looks: plain data, kept in checkpoints. */
  memory: Data = {};
  /** Slots of keys that wait for their time, and when they are due. */
  readonly pending = new Map<string, { slot: number; due: Micros }>();
  /** Keys that wait for what the controller needs, with the cause they came with. */
  readonly parked = new Map<string, { cause: number; root: number }>();

  /** Since when it has had all that it needs, in µs. */
  ableSince: Micros = 0;
  private able: boolean | undefined;

  constructor(
    world: World,
    readonly definition: Controller,
    readonly index: number,
  ) {
    super(world, definition.name);
  }

  /** Makes an actor. @throws Error when the id is in use. */
  create<C>(kind: Kind<C>, id: string, birth: Birth): Actor<C> {
    return this.world.create(kind as Kind, id, birth) as Actor<C>;
  }

  /** Removes an actor that has come to its end; messages to it are lost from now on. */
  remove(id: string): void {
    this.world.remove(id);
  }

  /** Labels another actor. */
  labelOther(id: string, name: string, value: string | undefined): void {
    this.world.label(id, name, value);
  }

  /** Whether it has all that it needs; kept until an actor that it needs changes. */
  get isAble(): boolean {
    this.able ??= this.hasNeeds();
    return this.able;
  }

  /** Has {@link isAble} looked at again. */
  reconsider(): void {
    this.able = undefined;
  }

  private hasNeeds(): boolean {
    const { needs } = this.definition;
    if (!needs) return true;
    for (const id in needs) if (!this.get(id).is(needs[id] as string)) return false;
    return true;
  }
}
