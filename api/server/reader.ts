/**
 * One socket that reads a run. What it is too slow for is not kept for it: it is left out, and named in a gap once there is
 * room again, so that a reader that stalls costs a bounded buffer and slows nobody.
 */
import type { WebSocket } from '@fastify/websocket';
import type { PlayHead } from './play-head.ts';
import type { ServerFrame } from './stream-protocol.ts';

/** Bytes that may wait for a reader. */
const waitingMost = 512 * 1_024;
/** Messages a second that a reader may send. */
const messagesMost = 100;

export class Reader {
  /** While the run is under way: the next record it has not been sent. */
  next = 0;
  /** Once the run has finished. */
  head: PlayHead | undefined;
  /** Waits for records to be fetched. */
  isFetching = false;
  /** Has to be told where its play head is. */
  owesClock = false;
  owesEnd = false;
  private gap: { from: number; to: number } | undefined;
  private messages = 0;
  private second = 0;

  constructor(
    readonly run: string,
    readonly socket: WebSocket,
  ) {}

  get isFull(): boolean {
    return this.socket.bufferedAmount > waitingMost;
  }

  /** Sends a frame that must not be lost; there are few of those. */
  tell(frame: ServerFrame): void {
    this.sendText(JSON.stringify(frame));
  }

  /** Sends records, if there is room; otherwise they are left out. */
  deliver(from: number, to: number, records: () => readonly string[]): void {
    if (this.isFull) {
      this.leaveOut(from, to);
      return;
    }
    this.tellGap();
    this.sendText(`{"type":"records","from":${from},"to":${to},"records":[${records().join(',')}]}`);
  }

  leaveOut(from: number, to: number): void {
    if (to <= from) return;
    this.gap = this.gap ? { from: Math.min(this.gap.from, from), to: Math.max(this.gap.to, to) } : { from, to };
  }

  /** Says what was left out and where the play head is, once there is room. */
  flush(): void {
    if (this.isFull) return;
    this.tellGap();
    const { head } = this;
    if (head && this.owesClock) {
      this.owesClock = false;
      this.tell({ type: 'clock', at: head.at, next: head.next, isPlaying: head.isPlaying, speed: head.speed });
    }
    if (head && this.owesEnd) {
      this.owesEnd = false;
      this.tell({ type: 'end', at: head.at });
    }
  }

  get owes(): boolean {
    return this.gap !== undefined || this.owesClock || this.owesEnd;
  }

  /** Counts a message of its own; false when they come too fast. */
  mayTalk(now: number): boolean {
    const second = Math.floor(now / 1_000);
    this.messages = second === this.second ? this.messages + 1 : 1;
    this.second = second;
    return this.messages <= messagesMost;
  }

  private tellGap(): void {
    const { gap } = this;
    this.gap = undefined;
    if (gap) this.tell({ type: 'gap', ...gap, href: `/api/v1/runs/${this.run}/trace?from=${gap.from}` });
  }

  private sendText(text: string): void {
    if (this.socket.readyState === this.socket.OPEN) this.socket.send(text);
  }
}
