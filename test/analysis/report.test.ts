import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { folder } from '../api/program.ts';
import { paddock } from './paddock.ts';

const home = folder();

it('is one file that needs no other host, with every part', () => {
  const file = join(home, 'report.html');
  expect(paddock('report', 'article', '-o', file, '--replications', '2').code).toBe(0);
  const html = readFileSync(file, 'utf8');
  for (const part of ['Verdicts', 'Design', 'Dates', 'Fatal sets', 'Availability', 'Assumptions and sources']) expect(html).toContain(`<h2>${part}</h2>`);
  expect(html).toContain('<svg');
  expect(html).not.toMatch(/(src|href)=/);
  expect(html).not.toMatch(/url\(|@import/);
}, 60_000);

it('tells the verdicts of a policy', () => {
  const policy = join(home, 'policy.yaml');
  writeFileSync(policy, 'apiVersion: paddock/v1\nkind: Policy\nname: ours\nrules: [{ name: pods for two years, lasts: pods-ip-block, for: 730d }]\n');
  const file = join(home, 'policy.html');
  expect(paddock('report', 'article', '-o', file, '--replications', '2', '--policy', policy).code).toBe(0);
  expect(readFileSync(file, 'utf8')).toMatch(/<h3>ours<\/h3>.*(✔ holds|✖ broken)<\/td><td>pods for two years/s);
}, 60_000);

it('to a place that cannot be written is refused before any work', () => {
  expect(paddock('report', 'article', '-o', '/nowhere/report.html').code).toBe(2);
});
