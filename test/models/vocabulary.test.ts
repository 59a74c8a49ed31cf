import { expect, it } from 'vitest';
import { systems } from '../../models/systems.ts';
import { faults, operations, vocabulary } from '../../models/vocabulary.ts';

// One word per thing: the first of two that are called the same would stand for both, whatever they are about.
it.each([
  ['faults', faults.map(({ name }) => name)],
  ['operations', operations.map(({ name }) => name)],
  ['groups', systems.flatMap(({ groups }) => Object.keys(groups ?? {}))],
  ['relations', systems.flatMap(({ relations }) => Object.keys(relations ?? {}))],
])('no two %s are called the same', (_, names) => {
  expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
});

it('a fault is about kinds that there are', () => {
  const kinds = systems.flatMap((system) => system.kinds.map(({ name }) => name));
  expect(vocabulary.faults.flatMap(({ kinds: about }) => about).filter((kind) => !kinds.includes(kind))).toEqual([]);
});
