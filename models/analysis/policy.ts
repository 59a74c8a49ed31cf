/** A policy: what a design has to hold, as rules with a margin each. The schema is its validation, types and documentation. */
import { type Static, Type } from '@sinclair/typebox';
import { oneOf, strays } from '../keys.ts';
import type { Problem } from '../problem.ts';
import { duration } from '../shapes.ts';
import { vocabulary } from '../vocabulary.ts';
import { nearest } from '../words.ts';

const optional = Type.Optional;
const text = (description: string) => Type.String({ description, minLength: 1 });

const rule = Type.Object(
  {
    name: text('The rule, as a sentence.'),
    survives: optional(Type.Integer({ minimum: 1, maximum: 3, description: 'Every path comes back within its objective after any so many faults.' })),
    of: optional(text('Only faults of this verb; any when left out.')),
    lasts: optional(text('A pool that must not run out; goes with `for`.')),
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

const partners = { survives: ['of'], lasts: ['for'], back: ['within', 'of'], available: ['atLeast'] } as const;
const needed: Readonly<Record<string, string>> = { lasts: 'for', back: 'within', available: 'atLeast' };
const paths = ['rancher-ui', 'kube-api', 'agent-tunnel'];
const pools = ['pods-ip-block', 'nodes-ip-block', 'floating-ip-pool', 'tier-1-routers', 'lb-services', 'virtual-servers'];

/** What the shape of a policy cannot say. */
export const checkPolicy = ({ rules }: Policy): Problem[] => rules.flatMap((one, i) => checkRule(one as Readonly<Record<string, unknown>>, ['rules', i]));

function checkRule(one: Readonly<Record<string, unknown>>, path: Problem['path']): Problem[] {
  const kinds = Object.keys(partners) as (keyof typeof partners)[];
  const kind = oneOf(kinds, one, path);
  if (typeof kind !== 'string') return [kind];
  const allowed: string[] = ['name', kind, ...partners[kind]];
  const found = strays(one, allowed, kind, path);
  const partner = needed[kind];
  if (partner && one[partner] === undefined)
    found.push({ code: 'missing', message: `"${partner}" is missing`, path, expected: `${kind} goes with ${partner}` });
  const known = (what: string, key: string, names: readonly string[]) => {
    const name = one[key];
    if (typeof name === 'string' && !names.includes(name)) {
      found.push({
        code: 'unknown-name',
        message: `there is no ${what} "${name}"`,
        path: [...path, key],
        found: name,
        expected: names.join(', '),
        ...nearest(name, names),
      });
    }
  };
  known('pool', 'lasts', pools);
  known('path', 'back', paths);
  known('path', 'available', paths);
  known(
    'fault',
    'of',
    vocabulary.faults.map(({ name }) => name),
  );
  return found;
}
