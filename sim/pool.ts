/**
 * Something that runs out: numbered places, each free or taken by a named owner. A model gives a pool its capacity
 * and says what a place is (an address, a subnet, a slot); the pool says which place is next, the lowest free one.
 */
import { Cell } from './reads.ts';

/** A pool as plain data. */
export interface PoolState {
  name: string;
  owners: [place: number, owner: string][];
  exhaustedAt: number | undefined;
}

export class Pool {
  readonly cell = new Cell();
  taken = 0;
  /** When a request was first refused, in µs. */
  exhaustedAt: number | undefined;
  private readonly owners = new Map<number, string>();
  private lowest = 0;

  constructor(
    readonly name: string,
    readonly capacity: number,
    /** What a place is called: `10.11.3.0/24`. */
    readonly label: (place: number) => string = String,
    /** Whether it refuses what is beyond its capacity; else the capacity is a vendor's word, and places go on behind it. */
    readonly isEnforced = true,
  ) {
    if (!Number.isInteger(capacity) || capacity < 0) throw new RangeError(`pool "${name}": capacity ${capacity}`);
  }

  get free(): number {
    return Math.max(0, this.capacity - this.taken);
  }

  /** The place taken, or -1 when none is free. */
  take(owner: string): number {
    if (this.isEnforced && this.taken === this.capacity) return -1;
    while (this.owners.has(this.lowest)) this.lowest++;
    this.hold(this.lowest, owner);
    return this.lowest;
  }

  /** Takes a certain place. @throws Error when it is taken or does not exist. */
  hold(place: number, owner: string): void {
    if (!Number.isInteger(place) || place < 0 || (this.isEnforced && place >= this.capacity)) throw new Error(`pool "${this.name}" has no place ${place}`);
    const holder = this.owners.get(place);
    if (holder !== undefined) throw new Error(`pool "${this.name}": ${this.label(place)} is taken by ${holder}`);
    this.owners.set(place, owner);
    this.taken++;
  }

  /** @throws Error when the place is not the owner's: a leak or a double release. */
  give(place: number, owner: string): void {
    const holder = this.owners.get(place);
    if (holder !== owner) throw new Error(`pool "${this.name}": ${owner} gives back ${this.label(place)}, held by ${holder ?? 'nobody'}`);
    this.owners.delete(place);
    this.taken--;
    if (place < this.lowest) this.lowest = place;
  }

  /** Who holds a place; undefined when nobody does. */
  ownerOf(place: number): string | undefined {
    return this.owners.get(place);
  }

  /** Taken places with their owners, lowest first. */
  *holders(): Generator<[place: number, owner: string]> {
    yield* [...this.owners].sort(([a], [b]) => a - b);
  }

  save(): PoolState {
    return { name: this.name, owners: [...this.owners], exhaustedAt: this.exhaustedAt };
  }

  load(state: PoolState): void {
    this.owners.clear();
    for (const [place, owner] of state.owners) this.owners.set(place, owner);
    this.taken = this.owners.size;
    this.lowest = 0;
    this.exhaustedAt = state.exhaustedAt;
  }
}
