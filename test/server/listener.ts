/** A socket that reads a run, for tests. */
import { WebSocket } from 'ws';
import type { ClientFrame, ServerFrame } from '../../api/server/stream-protocol.ts';

type Of<T extends ServerFrame['type']> = Extract<ServerFrame, { type: T }>;

export class Listener {
  readonly frames: ServerFrame[] = [];
  readonly closed: Promise<{ code: number; reason: string }>;
  private waiting: (() => void)[] = [];

  private constructor(readonly socket: WebSocket) {
    socket.on('message', (data) => {
      this.frames.push(JSON.parse(String(data)));
      this.wake();
    });
    this.closed = new Promise((resolve) => socket.on('close', (code, reason) => resolve({ code, reason: String(reason) })));
    socket.on('error', () => undefined);
    void this.closed.then(() => this.wake());
  }

  /** @param base where the server listens, as `ws://127.0.0.1:1`. */
  static async open(base: string, run: string): Promise<Listener> {
    const socket = new WebSocket(`${base}/api/v1/runs/${run}/stream`, { perMessageDeflate: false });
    const listener = new Listener(socket);
    await new Promise((resolve, reject) => {
      socket.on('open', resolve);
      socket.on('error', reject);
    });
    return listener;
  }

  say(frame: ClientFrame): void {
    this.socket.send(JSON.stringify(frame));
  }

  of<T extends ServerFrame['type']>(type: T): Of<T>[] {
    return this.frames.filter((frame): frame is Of<T> => frame.type === type);
  }

  /** Waits for a frame, from those after `from` on. */
  async next<T extends ServerFrame['type']>(type: T, from = 0, is: (frame: Of<T>) => boolean = () => true): Promise<Of<T>> {
    for (;;) {
      const found = this.frames.slice(from).find((frame): frame is Of<T> => frame.type === type && is(frame as Of<T>));
      if (found) return found;
      if (this.socket.readyState === WebSocket.CLOSED) throw new Error(`closed before "${type}": ${JSON.stringify(this.frames.slice(-3))}`);
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    }
  }

  /** Commands and waits for the clock that answers. */
  async after(frame: ClientFrame): Promise<Of<'clock'>> {
    const from = this.frames.length;
    this.say(frame);
    return this.next('clock', from);
  }

  /** Which records came and which were named as left out, in order, neighbours joined. */
  covered(): { from: number; to: number }[] {
    const spans = this.frames.flatMap((frame) => (frame.type === 'records' || frame.type === 'gap' ? [{ from: frame.from, to: frame.to }] : []));
    const joined: { from: number; to: number }[] = [];
    for (const span of spans.sort((a, b) => a.from - b.from)) {
      const last = joined.at(-1);
      if (last && span.from <= last.to) last.to = Math.max(last.to, span.to);
      else joined.push({ ...span });
    }
    return joined;
  }

  close(): void {
    this.socket.terminate();
  }

  private wake(): void {
    const { waiting } = this;
    this.waiting = [];
    for (const one of waiting) one();
  }
}
