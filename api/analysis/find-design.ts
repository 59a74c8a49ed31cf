/** A design by its file, or a shipped one by its name alone. */
import { existsSync, readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { nearest } from '../../models/index.ts';
import { aboutFile, WrongInput } from '../complaint.ts';
import { shippedScenarios } from '../package.ts';

/** @throws WrongInput when a bare name is neither. */
export function findDesign(name: string): string {
  if (existsSync(name) || !/^[\w-]+$/.test(name)) return name;
  const [scenario = ''] = shippedScenarios();
  const folder = join(dirname(scenario), 'designs');
  const known = readdirSync(folder)
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => basename(file, '.yaml'))
    .sort();
  if (known.includes(name)) return join(folder, `${name}.yaml`);
  throw new WrongInput([
    aboutFile(name, { code: 'no-file', message: 'no such file, and no shipped design of this name', found: name, ...nearest(name, known) }),
  ]);
}
