/**
 * Which versions of the products a design is about. A parameter whose default differs between versions names the product
 * and the version from which another value holds; what PKS brings with it follows from PKS's own version.
 */
import { type Static, Type } from '@sinclair/typebox';
import { allParameters, defaultAt, isSince, type Parameter, type Setting } from '../sim/index.ts';
import type { Platform } from './platform/platforms.ts';
import { choice, object } from './shapes.ts';

const version = (description: string, pattern: string, preset?: string) =>
  Type.String({ description, pattern, ...(preset === undefined ? {} : { default: preset }) });

export const versionsSchema = object(
  {
    pks: choice(['1.4', '1.5', '1.6', '1.7'], 'Enterprise PKS; 1.4 is what the article printed (facts/nsx-pks-bosh.md 0, era of the source article).', '1.4'),
    rke: choice(['0.2'], 'Rancher Kubernetes Engine; 0.2.8 was current when the article was written.', '0.2'),
    kubernetes: Type.Optional(version('As 1.14; left out: what PKS brings (docs-pks release notes), or RKE.', '^1\\.(1[3-9]|20)(\\.\\d+)?$')),
    nsx: Type.Optional(version('NSX-T, as 2.5; left out: what PKS goes with (docs-pks release notes).', '^(2\\.[345]|3\\.[01])(\\.\\d+)?$')),
    rancher: version('As 2.2.8, current when the article was written.', '^2\\.[2-5](\\.\\d+)?$', '2.2.8'),
    ingressNginx: version(
      'The controller, as 0.25.1, which stable/nginx-ingress 1.19.1 of September 2019 installs.',
      '^0\\.(2[4-9]|3\\d)(\\.\\d+)?$',
      '0.25.1',
    ),
  },
  'Product versions; defaults that differ between them follow.',
);

export type Versions = Static<typeof versionsSchema>;
export type Product = keyof Versions;

/** Whose versions a design is about, and on which platform. */
export interface Versioned {
  platform: Platform;
  versions: Versions;
}

/** What each PKS brings: docs-pks release-notes of 1.4 to 1.7 (facts/nsx-pks-bosh.md 0). */
const brought: Readonly<Record<Versions['pks'], { kubernetes: string; nsx: string }>> = {
  '1.4': { kubernetes: '1.13', nsx: '2.4' },
  '1.5': { kubernetes: '1.14', nsx: '2.4' },
  '1.6': { kubernetes: '1.15', nsx: '2.5' },
  '1.7': { kubernetes: '1.16', nsx: '2.5' },
};

/** What each RKE lays unless cluster.yml says otherwise. */
const broughtByRke: Readonly<Record<Versions['rke'], string>> = { '0.2': '1.14' };

/** The version of a product in a design. */
export function versionOf({ platform, versions }: Versioned, product: Product): string {
  const own = versions[product];
  if (own !== undefined) return own;
  return platform === 'rke' && product === 'kubernetes' ? broughtByRke[versions.rke] : brought[versions.pks][product as 'kubernetes' | 'nsx'];
}

/** Whether a design's product is of a version or a later one. */
export const has = (design: Versioned, product: Product, since: string): boolean => isSince(versionOf(design, product), since);

/** A parameter's default in a design: that of its platform, or that of its product's version. */
export function defaultIn<S extends Setting>(design: Versioned, parameter: Parameter<S>): S {
  const there = parameter.platforms?.[design.platform];
  if (there) return there[0];
  return parameter.versions ? defaultAt(parameter, versionOf(design, parameter.versions.product as Product)) : parameter.value;
}

/** The defaults of a design's platform and versions that are not a parameter's own value, by name. */
export function versionedDefaults(design: Versioned): Map<string, Setting> {
  const key = JSON.stringify([design.platform, design.versions, allParameters().size]);
  const before = known.get(key);
  if (before) return new Map(before);
  const found = new Map<string, Setting>();
  for (const [name, parameter] of allParameters()) {
    const value = defaultIn(design, parameter);
    if (value !== parameter.value) found.set(name, value);
  }
  known.set(key, found);
  return new Map(found);
}

/** What {@link versionedDefaults} has found, by platform and versions: searches ask the same again for each of thousands of runs. */
const known = new Map<string, ReadonlyMap<string, Setting>>();
