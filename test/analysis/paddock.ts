/** The program as people call it; `npm test` builds it first. */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));
const program = `${root}dist/api/main.js`;

export interface Answer {
  code: number | null;
  out: string;
  err: string;
  // biome-ignore lint/suspicious/noExplicitAny: whatever the command prints.
  json: any;
}

export function paddock(...call: string[]): Answer {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...call], { cwd: root, encoding: 'utf8', maxBuffer: 1e8 });
  return { code: status, out: stdout, err: stderr, json: call.includes('--json') ? JSON.parse(stdout) : undefined };
}

/** How many lines a file has that may not be there yet. */
export const linesOf = (file: string): number => (existsSync(file) ? readFileSync(file, 'utf8').split('\n').length : 0);

/** The same, interrupted as by Ctrl+C once it has come so far. */
export const interrupted = (isFar: () => boolean, ...call: string[]): Promise<Omit<Answer, 'json'>> =>
  new Promise((done) => {
    const child = spawn(process.execPath, [program, ...call], { cwd: root });
    const answer = { out: '', err: '' };
    child.stdout.on('data', (data) => (answer.out += data));
    child.stderr.on('data', (data) => (answer.err += data));
    const looking = setInterval(() => {
      if (!isFar()) return;
      clearInterval(looking);
      child.kill('SIGINT');
    }, 50);
    child.on('close', (code) => {
      clearInterval(looking);
      done({ code, ...answer });
    });
  });
