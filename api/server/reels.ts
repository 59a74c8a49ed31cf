/** Records of finished runs as texts, in pieces that all their readers share; the least recently read are forgotten. */
import type { Times } from './play-head.ts';
import type { Runs } from './runs.ts';

const pieceSize = 500;
const piecesMost = 100;
const timesMost = 16;

type Piece = readonly string[];

export class Reels {
  private readonly pieces = new Map<string, Piece | Promise<Piece>>();
  private readonly allTimes = new Map<string, Promise<Times>>();

  constructor(private readonly runs: Runs) {}

  /** The times of a run's records. */
  times(id: string): Promise<Times> {
    return remember<Times, Promise<Times>>(this.allTimes, id, timesMost, () => this.runs.ask(id, { about: 'times' }) as Promise<Times>);
  }

  /** The piece that holds a record, or a promise of it. */
  at(id: string, index: number): Piece | Promise<Piece> {
    const { first } = this.bounds(index);
    const key = `${id} ${first}`;
    return remember<Piece, Piece>(this.pieces, key, piecesMost, () => {
      const asked = this.runs.ask(id, { about: 'texts', from: first, limit: pieceSize }) as Promise<Piece>;
      asked.then((piece) => this.pieces.has(key) && this.pieces.set(key, piece)).catch(() => undefined);
      return asked;
    });
  }

  bounds(index: number): { first: number; until: number } {
    const first = Math.floor(index / pieceSize) * pieceSize;
    return { first, until: first + pieceSize };
  }
}

/** What a map holds under a key, made if need be; what fails is not kept. */
function remember<T, K extends T | Promise<T>>(map: Map<string, K | Promise<T>>, key: string, most: number, make: () => Promise<T>): K | Promise<T> {
  let found = map.get(key);
  if (found === undefined) {
    const made = make();
    made.catch(() => map.delete(key));
    found = made;
  }
  map.delete(key);
  map.set(key, found);
  for (const oldest of map.keys()) {
    if (map.size <= most) break;
    map.delete(oldest);
  }
  return found;
}
