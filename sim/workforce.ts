/** The controllers of one world: who is woken by what, when each key is due, and who waits for what it needs. */
import { type Controller, ControllerHand } from './controller.ts';
import type { Schedule } from './schedule.ts';
import type { Micros } from './time.ts';
import type { Actor } from './view.ts';
import type { World } from './world.ts';

/** The record and the root that something comes from. */
export interface Origin {
  cause: number;
  root: number;
}

export class Workforce {
  readonly hands: ControllerHand[] = [];
  private readonly byName = new Map<string, ControllerHand>();
  /** Controllers by the id of an actor that they need. */
  private readonly needers = new Map<string, ControllerHand[]>();

  constructor(
    private readonly schedule: Schedule,
    /** The queue's code for a controller's key. */
    private readonly code: number,
  ) {}

  add(world: World, definition: Controller): void {
    const hand = new ControllerHand(world, definition, this.hands.length);
    this.hands.push(hand);
    this.byName.set(definition.name, hand);
    for (const [kind, watch] of Object.entries(definition.watch ?? {})) world.population.kin(kind).watchers.push({ hand, watch });
    for (const id of Object.keys(definition.needs ?? {})) this.needers.set(id, [...(this.needers.get(id) ?? []), hand]);
  }

  /** @throws Error when there is no such controller. */
  get(name: string): ControllerHand {
    const hand = this.byName.get(name);
    if (!hand) throw new Error(`there is no controller "${name}"`);
    return hand;
  }

  /** Has a key looked at after `delay`, or after the controller's own one; never later than it was due already. */
  wake(hand: ControllerHand, key: string, delay: Micros | undefined, { cause, root }: Origin): void {
    const time = this.schedule.now + (delay ?? hand.definition.delay?.(key, hand) ?? 0);
    const waiting = hand.pending.get(key);
    if (waiting) {
      if (waiting.due <= time) return;
      this.schedule.cancel(waiting.slot);
    }
    const slot = this.schedule.schedule(time, this.code, hand.index, key, cause, root);
    hand.pending.set(key, { slot, due: time });
  }

  /** Wakes who watches an actor's kind. */
  transitioned(actor: Actor, origin: Origin): void {
    for (const { hand, watch } of actor.kin.watchers) {
      const keys = watch(actor, hand);
      if (keys === undefined) continue;
      if (typeof keys === 'string') this.wake(hand, keys, undefined, origin);
      else for (const key of keys) this.wake(hand, key, undefined, origin);
    }
  }

  /** Lets the controllers that need an actor go on, if it gives them what they lacked. */
  changed(actor: Actor): void {
    for (const hand of this.needers.get(actor.id) ?? []) this.unpark(hand);
  }

  poolGiven(pool: string, origin: Origin): void {
    for (const hand of this.hands) this.wakeIf(hand, hand.definition.watchPools?.[pool], origin);
  }

  pathChanged(path: string, origin: Origin): void {
    for (const hand of this.hands) this.wakeIf(hand, hand.definition.watchPaths?.[path], origin);
  }

  private wakeIf(hand: ControllerHand, key: string | undefined, origin: Origin): void {
    if (key !== undefined) this.wake(hand, key, undefined, origin);
  }

  private unpark(hand: ControllerHand): void {
    hand.reconsider();
    if (!hand.isAble) return;
    hand.ableSince = this.schedule.now;
    const parked = [...hand.parked];
    hand.parked.clear();
    for (const [key, origin] of parked) this.wake(hand, key, 0, origin);
  }
}
