/** How a registry is told. */
import type { Rule } from '../story/fact.ts';
import type { NamePatterns, Phrases } from '../system.ts';

export const phrases: Readonly<Record<string, Phrases>> = {
  registry: { fail: 'is out', recover: 'answers again' },
};

export const namePatterns: NamePatterns = [[/^registry-(\d+)$/, (n) => `the registry registry-${n}`]];

export const facts: Readonly<Record<string, Rule>> = {
  registry: (record) => (record.to === 'available' ? { record, sign: '✔', one: `${record.actor} answers pulls again` } : undefined),
};
