import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import '../../models/index.ts';
import { allParameters, type Parameter } from '../../sim/index.ts';
import type { Fact, Stated } from './facts/row.ts';
import { facts } from './facts.ts';

const parameters = [...allParameters().values()];
const sourced = parameters.filter(({ provenance }) => provenance.source !== undefined);
const assumed = parameters.filter(({ provenance }) => provenance.source === undefined);

const isStated = (fact: Fact | undefined): fact is Stated => fact !== undefined && 'row' in fact;

/** What the facts have against a sourced parameter, in one line. */
function objection({ name, value, unit, provenance: { source = '' } }: Parameter): string[] {
  const fact = facts[name];
  if (fact === undefined) return [`${name}: the table has no row for it`];
  if (!isStated(fact)) return [`${name} claims "${source}", but the facts do not state it: ${fact.silent}`];
  const found: string[] = [];
  if (JSON.stringify(value) !== JSON.stringify(fact.value)) found.push(`${name} is ${JSON.stringify(value)}, ${fact.row} says ${JSON.stringify(fact.value)}`);
  if (unit !== fact.unit) found.push(`${name} is a ${unit}, ${fact.row} gives a ${fact.unit}`);
  if (!source.includes(fact.cites)) found.push(`${name} cites "${source}", ${fact.row} comes from ${fact.cites}`);
  return found;
}

// Issue 2: "no more than a fifth of the parameters are `assumption`, and a test compares the sourced ones with a table made from the facts".
describe('parameters against the facts', () => {
  it('with a source have the value, the unit and the source that the facts state', () => {
    expect(sourced.flatMap(objection)).toEqual([]);
  });

  it('are what the table is about, row by row', () => {
    const names = parameters.map(({ name }) => name);
    expect(Object.keys(facts).filter((name) => !names.includes(name))).toEqual([]);
    expect(names.filter((name) => facts[name] === undefined)).toEqual([]);
  });

  it('are assumptions only where the facts state nothing', () => {
    expect(assumed.filter(({ name }) => isStated(facts[name])).map(({ name }) => name)).toEqual([]);
  });

  // style.md: "Each parameter has a unit and a source". One without has to say why it was taken.
  it('have either a source or an assumption with its reason', () => {
    const both = ({ provenance: { source, assumption } }: Parameter) => (source === undefined) === (assumption === undefined);
    const isSilent = ({ provenance: { source, assumption } }: Parameter) => !/\S+\s+\S+/.test(source ?? assumption ?? '');
    expect(parameters.filter((parameter) => both(parameter) || isSilent(parameter)).map(({ name }) => name)).toEqual([]);
  });

  it('are assumptions in a fifth of the cases at the most', () => {
    expect(assumed.length / parameters.length, `${assumed.length} of ${parameters.length} are assumptions`).toBeLessThanOrEqual(0.2);
  });

  // One that nothing reads would only thin out the assumptions.
  it('are all read by a model', () => {
    const root = new URL('../../models/', import.meta.url);
    const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
    const code = files.map((file) => readFileSync(new URL(file, root), 'utf8')).join('\n');
    const unread = parameters.filter(({ name }) => {
      if (name.startsWith('design.')) return !code.includes(`defaults['${name.slice('design.'.length)}']`);
      // Once where it is declared, and once more.
      return [...code.matchAll(new RegExp(`\\b${name.split('.').at(-1)}\\b`, 'g'))].length < 2;
    });
    expect(unread.map(({ name }) => name)).toEqual([]);
  });
});
