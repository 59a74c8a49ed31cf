/**
 * Chance as a pure function: draw k of a stream is a hash of (seed, actor, purpose, k). A stream's whole state is
 * therefore k, adding an actor leaves every other stream alone, and a fork goes on exactly where the run was.
 *
 * The generator is Threefry-2x32 with 20 rounds (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC11,
 * https://doi.org/10.1145/2063384.2063405), chosen because it is counter-based; its published test vectors are tested.
 */
export class Stream {
  /** How many draws were made. */
  k = 0;
  readonly key0: number;
  readonly key1: number;

  constructor(seed: number, actor: string, purpose: string) {
    const name = `${actor}\u0000${purpose}`;
    this.key0 = hashText(name, seed | 0);
    this.key1 = hashText(name, Math.floor(seed / 0x1_0000_0000) ^ 0x9e3779b9);
  }

  /** The next draw, uniform on [0, 1) with 53 bits. */
  next(): number {
    return unit(this.key0, this.key1, this.k++, 0);
  }

  /** A source of as many uniforms as one draw needs: the sub-stream of the next draw, whatever its length. */
  sub(): () => number {
    const k = this.k++;
    let j = 0;
    return () => unit(this.key0, this.key1, k, j++);
  }
}

const pair = new Int32Array(2);

function unit(key0: number, key1: number, counter0: number, counter1: number): number {
  threefry2x32(key0, key1, counter0, counter1, pair);
  return (((pair[0] as number) >>> 5) * 67_108_864 + ((pair[1] as number) >>> 6)) / 9_007_199_254_740_992;
}

const rotations = [13, 15, 26, 6, 17, 29, 16, 24];

/** One block of Threefry-2x32-20: encrypts the counter under the key into `out`. */
export function threefry2x32(key0: number, key1: number, counter0: number, counter1: number, out: Int32Array): void {
  const key2 = 0x1bd11bda ^ key0 ^ key1;
  let x0 = (counter0 + key0) | 0;
  let x1 = (counter1 + key1) | 0;
  for (let group = 0; group < 5; group++) {
    for (let i = 0; i < 4; i++) {
      const r = rotations[((group & 1) << 2) + i] as number;
      x0 = (x0 + x1) | 0;
      x1 = ((x1 << r) | (x1 >>> (32 - r))) ^ x0;
    }
    const step = group + 1;
    x0 = (x0 + (step % 3 === 0 ? key0 : step % 3 === 1 ? key1 : key2)) | 0;
    x1 = (x1 + ((step + 1) % 3 === 0 ? key0 : (step + 1) % 3 === 1 ? key1 : key2) + step) | 0;
  }
  out[0] = x0;
  out[1] = x1;
}

/** 32-bit MurmurHash3 over UTF-16 code units (Appleby, https://github.com/aappleby/smhasher), for naming streams and hashing traces. */
export function hashText(text: string, seed: number): number {
  let h = seed;
  for (let i = 0; i < text.length; i++) h = mix(h, text.charCodeAt(i));
  return finish(h, text.length);
}

/** One step of MurmurHash3: folds a 32-bit word into the running value. */
export function mix(h: number, word: number): number {
  let k = Math.imul(word, 0xcc9e2d51);
  k = (k << 15) | (k >>> 17);
  h ^= Math.imul(k, 0x1b873593);
  h = (h << 13) | (h >>> 19);
  return (Math.imul(h, 5) + 0xe6546b64) | 0;
}

/** MurmurHash3's finaliser. */
export function finish(h: number, length: number): number {
  h ^= length;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
