/** Paddock's own package: its version, and the scenarios that it ships. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { nearest } from '../models/index.ts';
import { aboutFile, WrongInput } from './complaint.ts';

const root = ((): string => {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder);
  return folder;
})();

export const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };

/** The program, built: what a process of its own runs. */
export const programFile = join(root, 'dist', 'api', 'main.js');

/** Where the built page is, if it is. */
export const pageFolder = join(root, 'dist-page');

const shelf = join(root, 'scenarios');

/** The shipped scenarios, as paths that the caller can use. */
export const shippedScenarios = (): string[] =>
  readdirSync(shelf)
    .filter((name) => name.endsWith('.yaml'))
    .sort()
    .map((name) => fromHere(join(shelf, name)));

/** The shipped designs, likewise. */
export const shippedDesigns = (): string[] =>
  readdirSync(join(shelf, 'designs'))
    .filter((name) => name.endsWith('.yaml'))
    .sort()
    .map((name) => fromHere(join(shelf, 'designs', name)));

/** A scenario by its file, or a shipped one by its name alone. @throws WrongInput when a bare name is neither. */
export function findScenario(name: string): string {
  if (existsSync(name) || !/^[\w-]+$/.test(name)) return name;
  const known = shippedScenarios().map((file) => basename(file, '.yaml'));
  if (known.includes(name)) return fromHere(join(shelf, `${name}.yaml`));
  throw new WrongInput([
    aboutFile(name, { code: 'no-file', message: 'no such file, and no shipped scenario of this name', found: name, ...nearest(name, known) }),
  ]);
}

/** A path from the working directory, where that is shorter to read. */
function fromHere(file: string): string {
  const path = relative(process.cwd(), file);
  return path.startsWith('..') ? file : path;
}
