/** A policy: what a design has to hold, as rules with a margin each. The schema is its validation, types and documentation. */
import { type Static, Type } from '@sinclair/typebox';
import { type Design, isOnPks } from '../design.ts';
import { oneOf, strays } from '../keys.ts';
import { pathNamesOf } from '../platform/define.ts';
import type { Problem } from '../problem.ts';
import { duration } from '../shapes.ts';
import { vocabularyOf } from '../vocabulary.ts';
import { nearest } from '../words.ts';
import { limitsOf } from './capacity-limits.ts';
import { everyPath, Judge } from './judge.ts';
import { askedOf, verbsIn } from './search.ts';

const optional = Type.Optional;
const text = (description: string) => Type.String({ description, minLength: 1 });

const rule = Type.Object(
  {
    name: text('The rule, as a sentence.'),
    survives: optional(Type.Integer({ minimum: 1, maximum: 3, description: 'Every path comes back within its objective after any so many faults.' })),
    of: optional(text('Only faults of this verb, or of several with commas between them; any when left out.')),
    among: optional(text('Only faults of this group, as workers; of everything when left out.')),
    lasts: optional(text('A pool that must not run out, or a limit that vendors support and that must not be passed; goes with `for`.')),
    for: optional(duration('As 730d.')),
    back: optional(text('A path; goes with `within`.')),
    within: optional(duration('The longest it may fail after any single fault.')),
    available: optional(text('A path; goes with `atLeast`.')),
    atLeast: optional(Type.Number({ minimum: 0, maximum: 1, description: 'As 0.999.' })),
  },
  { additionalProperties: false, description: 'One of survives, lasts, back, available.' },
);

export const policySchema = Type.Object(
  {
    apiVersion: Type.Literal('paddock/v1'),
    kind: Type.Literal('Policy'),
    name: text('The policy.'),
    rules: Type.Array(rule, { minItems: 1 }),
  },
  { additionalProperties: false, $id: 'https://paddock.invalid/schema/policy', title: 'Policy', description: 'What a design has to hold.' },
);

export type Policy = Static<typeof policySchema>;
export type PolicyRule = Policy['rules'][number];

const partners = { survives: ['of', 'among'], lasts: ['for'], back: ['within', 'of', 'among'], available: ['atLeast'] } as const;
const needed: Readonly<Record<string, string>> = { lasts: 'for', back: 'within', available: 'atLeast' };

/** What the shape of a policy cannot say, of the design that it is asked of. */
export function checkPolicy({ rules }: Policy, design: Design): Problem[] {
  const vocabulary = vocabularyOf(design);
  const names = {
    pools: isOnPks(design) ? limitsOf(design).map(({ name }) => name) : [],
    paths: pathNamesOf(design),
    faults: vocabulary.faults.map(({ name }) => name),
    groups: Object.keys(vocabulary.groups),
  };
  return rules.flatMap((one, i) => {
    const found = checkRule(one as Readonly<Record<string, unknown>>, ['rules', i], names);
    return found.length > 0 ? found : checkFaults(one, ['rules', i], design);
  });
}

/** A rule about faults that nothing can have would always hold. */
function checkFaults(rule: PolicyRule, path: Problem['path'], design: Design): Problem[] {
  const { survives, back, of, among } = rule;
  if ((survives === undefined && back === undefined) || (of === undefined && among === undefined)) return [];
  const { components } = askedOf(new Judge(design, everyPath), { of, among }, 1);
  const wanted = survives ?? 1;
  if (components.length >= wanted) return [];
  const message = `the design has ${components.length} such faults, and the rule is about ${wanted} of them`;
  return [{ code: 'nothing-to-fail', message, path, expected: 'faults that some parts of the design can have' }];
}

type Names = Readonly<Record<'pools' | 'paths' | 'faults' | 'groups', readonly string[]>>;

function checkRule(one: Readonly<Record<string, unknown>>, path: Problem['path'], names: Names): Problem[] {
  const kinds = Object.keys(partners) as (keyof typeof partners)[];
  const kind = oneOf(kinds, one, path);
  if (typeof kind !== 'string') return [kind];
  const allowed: string[] = ['name', kind, ...partners[kind]];
  const found = strays(one, allowed, kind, path);
  const partner = needed[kind];
  if (partner && one[partner] === undefined)
    found.push({ code: 'missing', message: `"${partner}" is missing`, path, expected: `${kind} goes with ${partner}` });
  const known = (what: string, key: string, all: readonly string[], split = (text: string) => [text]) => {
    const value = one[key];
    for (const name of typeof value === 'string' ? split(value) : []) {
      if (all.includes(name)) continue;
      const message = `there is no ${what} "${name}"`;
      found.push({ code: 'unknown-name', message, path: [...path, key], found: name, expected: all.join(', '), ...nearest(name, all) });
    }
  };
  known('pool', 'lasts', names.pools);
  known('path', 'back', names.paths);
  known('path', 'available', names.paths);
  known('fault', 'of', names.faults, verbsIn);
  known('group', 'among', names.groups);
  return found;
}
