/** The readers of all runs: those that watch a run under way, and those that play a finished one, each at its own pace. */
import type { WebSocket } from '@fastify/websocket';
import { Ajv } from 'ajv';
import type { RawData } from 'ws';
import { type Batch, control } from './job.ts';
import { PlayHead } from './play-head.ts';
import { Problem } from './problem.ts';
import type { RunBody } from './protocol.ts';
import { Reader } from './reader.ts';
import { Reels } from './reels.ts';
import type { Runs } from './runs.ts';
import { ClientFrame } from './stream-protocol.ts';

const readersMost = 1_000;
/** Between two moves of the play heads, and between two words on how far things are, in ms. */
const tick = 50;
const tellEvery = 250;
/** Records that a reader is sent in one tick; at high speed the rest is left out. */
const recordsMost = 2_000;

const isFrame = new Ajv({ strict: false }).compile<ClientFrame>(ClientFrame);

export class Theatre {
  private readonly readers = new Map<string, Set<Reader>>();
  private readonly reels: Reels;
  private readonly ticks = setInterval(() => this.move(), tick);
  private count = 0;
  private movedAt = performance.now();
  private toldAt = 0;

  constructor(private readonly runs: Runs) {
    this.reels = new Reels(runs);
    this.ticks.unref();
    runs.on('batch', (id, batch) => this.batch(id, batch));
    runs.on('progress', (id) => this.progress(id));
    runs.on('ended', (id) => this.ended(id));
  }

  join(id: string, socket: WebSocket): void {
    socket.on('error', () => socket.terminate());
    let run: RunBody;
    try {
      run = this.runs.get(id);
    } catch {
      return socket.close(4404, 'no such run');
    }
    if (this.count >= readersMost) return socket.close(1013, 'too many readers; try again later');
    const reader = new Reader(id, socket);
    this.enter(reader);
    socket.on('message', (data, isBinary) => this.hear(reader, data, isBinary));
    const live = this.runs.live.get(id);
    if (live) {
      Atomics.add(live.board.control, control.readers, 1);
      reader.tell({ type: 'hello', run: id, status: run.status, until: run.progress.until, records: null });
    } else void this.open(reader, 0);
  }

  /** Something broke while a socket was served. */
  failed(error: Error, socket: WebSocket): void {
    socket.close(1011, error instanceof Problem ? error.message.slice(0, 100) : 'a fault of Paddock itself');
  }

  close(): void {
    clearInterval(this.ticks);
    for (const readers of this.readers.values()) for (const { socket } of readers) socket.close(1001, 'Paddock stops');
  }

  private enter(reader: Reader): void {
    const { run, socket } = reader;
    const others = this.readers.get(run) ?? new Set();
    this.readers.set(run, others.add(reader));
    this.count++;
    socket.on('close', () => {
      this.count--;
      others.delete(reader);
      const live = reader.head ? undefined : this.runs.live.get(run);
      if (live) Atomics.sub(live.board.control, control.readers, 1);
      if (others.size === 0 && this.readers.get(run) === others) this.readers.delete(run);
    });
  }

  /** Gives a reader a play head, if the run has finished. */
  private async open(reader: Reader, from: 'end' | 0): Promise<void> {
    try {
      const { status, progress } = this.runs.get(reader.run);
      const hello = { type: 'hello', run: reader.run, status, until: progress.until } as const;
      if (status !== 'finished') {
        reader.tell({ ...hello, records: null });
        return;
      }
      const times = await this.reels.times(reader.run);
      reader.head = new PlayHead(times, progress.until);
      reader.tell({ ...hello, records: times.length });
      if (from === 'end') {
        reader.head.seek(progress.until);
        reader.owesEnd = true;
        reader.leaveOut(reader.next, times.length);
      }
      reader.owesClock = true;
      reader.flush();
    } catch (error) {
      const problem = error instanceof Problem ? error : undefined;
      reader.tell({ type: 'error', code: problem?.trouble.code ?? 'internal', detail: problem?.message ?? 'a fault of Paddock itself' });
      reader.socket.close(1011, 'the run cannot be played');
    }
  }

  private hear(reader: Reader, data: RawData, isBinary: boolean): void {
    const { socket, head } = reader;
    if (isBinary) return socket.close(1003, 'texts only');
    if (!reader.mayTalk(performance.now())) return socket.close(1008, 'messages come too fast');
    let frame: unknown;
    try {
      frame = JSON.parse(String(data));
    } catch {
      return socket.close(1007, 'this is no JSON');
    }
    if (!isFrame(frame)) return socket.close(1008, 'this is no play, pause, step or seek');
    if (!head) {
      const status = this.runs.live.has(reader.run) ? 'under way' : 'not finished';
      return reader.tell({ type: 'error', code: 'not-finished', detail: `the run is ${status}; only a finished one can be played` });
    }
    this.obey(reader, head, frame);
  }

  private obey(reader: Reader, head: PlayHead, frame: ClientFrame): void {
    if (frame.type === 'play') {
      head.speed = frame.speed ?? head.speed;
      head.isPlaying = !head.isAtEnd;
      reader.owesEnd = head.isAtEnd;
    } else head.isPlaying = false;
    if (frame.type === 'seek') head.seek(frame.at);
    reader.owesClock = true;
    if (frame.type !== 'step') return reader.flush();
    const from = head.next;
    head.step(frame.by);
    reader.owesEnd ||= head.isAtEnd && frame.by > 0;
    void this.show(reader, from, head.next);
  }

  /** Moves every play head that plays. */
  private move(): void {
    const now = performance.now();
    const passed = (now - this.movedAt) / 1_000;
    this.movedAt = now;
    const isTime = now - this.toldAt >= tellEvery;
    if (isTime) this.toldAt = now;
    for (const readers of this.readers.values()) {
      for (const reader of readers) {
        const { head } = reader;
        if (head?.isPlaying && !reader.isFetching) {
          const from = head.next;
          head.seek(head.at + passed * head.speed);
          if (head.isAtEnd) Object.assign(reader, { owesEnd: true });
          if (head.isAtEnd) head.isPlaying = false;
          reader.owesClock ||= isTime || head.isAtEnd;
          void this.show(reader, from, head.next);
        } else if (reader.owes && !reader.isFetching) reader.flush();
      }
    }
  }

  /** Sends a reader the records from one index up to another. */
  private async show(reader: Reader, from: number, to: number): Promise<void> {
    const shown = Math.min(to, from + recordsMost);
    try {
      for (let at = from; at < shown; ) {
        if (reader.isFull) {
          reader.leaveOut(at, shown);
          break;
        }
        let reel = this.reels.at(reader.run, at);
        if (reel instanceof Promise) {
          reader.isFetching = true;
          reel = await reel;
          reader.isFetching = false;
        }
        const { first, until } = this.reels.bounds(at);
        const end = Math.min(until, shown);
        const records = reel;
        const [start, stop] = [at - first, end - first];
        reader.deliver(at, end, () => records.slice(start, stop));
        at = end;
      }
    } catch {
      reader.isFetching = false;
      reader.leaveOut(from, shown);
    }
    reader.leaveOut(shown, to);
    reader.flush();
  }

  private batch(id: string, { from, records }: Batch): void {
    for (const reader of this.readers.get(id) ?? []) {
      reader.leaveOut(reader.next, from);
      reader.deliver(from, from + records.length, () => records);
      reader.next = from + records.length;
    }
  }

  private progress(id: string): void {
    const readers = this.readers.get(id);
    if (!readers || performance.now() - this.toldAt < tellEvery - tick) return;
    const { at, events } = this.runs.get(id).progress;
    for (const reader of readers) if (!reader.isFull) reader.tell({ type: 'progress', at, events });
  }

  private ended(id: string): void {
    for (const reader of this.readers.get(id) ?? []) if (!reader.head) void this.open(reader, reader.next > 0 ? 'end' : 0);
  }
}
