/** Calls of the program, and files for it to read. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll } from 'vitest';
import { Output } from '../../api/output.ts';
import { paddock as program } from '../../api/paddock.ts';

const main = resolve('dist/api/main.js');

export interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Runs `paddock` as a process, to its end. */
export function inProcess(call: readonly string[], { cwd = process.cwd(), env = {} }: { cwd?: string; env?: Record<string, string> } = {}): Ended {
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...call], { cwd, encoding: 'utf8', env: { PATH: process.env.PATH, ...env } });
  return { code: status, stdout, stderr };
}

/** The same call within this process; `columns` makes its output a terminal. */
export function paddock(call: readonly string[], columns?: number): Ended {
  const told = { stdout: '', stderr: '' };
  const stream = (name: 'stdout' | 'stderr') => ({
    write: (text: string) => {
      told[name] += text;
    },
    ...(columns === undefined ? {} : { isTTY: true, columns }),
  });
  return { code: program(call, new Output(call.includes('--json'), stream('stdout'), stream('stderr'))) as number, ...told };
}

/** What it prints under `--json`. */
// biome-ignore lint/suspicious/noExplicitAny: tests look at what is there.
export const json = ({ stdout }: Ended): any => JSON.parse(stdout);

/** A folder that is gone when the tests of the file are over. */
export function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'paddock-'));
  afterAll(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

/** The article's design, as text to spoil. */
export const article = readFileSync('scenarios/designs/article.yaml', 'utf8');

/** A small right scenario, as text to spoil. */
export const small = `apiVersion: paddock/v1
kind: Scenario
name: small
title: An etcd follower is killed and nobody notices.
design: design.yaml
set:
  downstream.atStart: 2
seed: 3
duration: 20m
timeline:
  - { at: 5m, say: A follower goes. }
  - { at: 5m, fault: kill, target: one of etcd followers, for: 2m }
  - at: 10m
    operation: import-cluster
expect:
  - name: etcd keeps its leader
    always: { actor: etcd, state: led }
  - name: a member was down
    sometimes: { count: { kind: etcd-member, state: down }, atLeast: 1 }
  - name: the page never fails
    level: rancher-ui
    availability: { atLeast: 1 }
`;

/** Writes `scenario.yaml` and `design.yaml` into a folder. */
export function write(into: string, scenario: string | Uint8Array, design: string | Uint8Array = article): string {
  writeFileSync(join(into, 'design.yaml'), design);
  const file = join(into, 'scenario.yaml');
  writeFileSync(file, scenario);
  return file;
}
