/** `paddock serve` as a process of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

export class Spawned {
  private constructor(
    readonly process: ChildProcess,
    /** `http://127.0.0.1:PORT` */
    readonly address: string,
  ) {}

  static start(data: string): Promise<Spawned> {
    const child = spawn('node', ['dist/api/main.js', 'serve', '--port', '0', '--data', data], { stdio: ['ignore', 'pipe', 'inherit'] });
    return new Promise((resolve, reject) => {
      let log = '';
      child.stdout.on('data', (chunk) => {
        log += chunk;
        const [, address] = /Paddock is at (http:\/\/[\d.:]+)\//.exec(log) ?? [];
        if (address) resolve(new Spawned(child, address));
      });
      child.on('exit', (code) => reject(new Error(`it ended with ${code}: ${log}`)));
    });
  }

  get sockets(): string {
    return this.address.replace('http', 'ws');
  }

  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
  async ask(method: string, path: string, body?: object): Promise<{ status: number; body: any }> {
    const init = body ? { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } } : {};
    const reply = await fetch(`${this.address}/api/v1${path}`, { method, ...init });
    return { status: reply.status, body: reply.status === 204 ? undefined : await reply.json() };
  }

  /** Resident memory, in MiB. */
  get memory(): number {
    const [, kibibytes] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${this.process.pid}/status`, 'utf8')) ?? [];
    return Number(kibibytes) / 1_024;
  }

  /** Ends it, and waits for that; its exit code, null when it was killed. */
  end(signal: 'SIGKILL' | 'SIGTERM'): Promise<number | null> {
    const ended = new Promise<number | null>((resolve) => this.process.on('exit', resolve));
    this.process.kill(signal);
    return ended;
  }
}
