/**
 * Parts that the picture has no place of their own for: whatever kinds a twin grows, each is still shown with its sign and
 * its word. Those that live in a VM are drawn inside it; the rest stand in a strip, by kind once they are many.
 */
import { type History, type Now, nowOf, type Story, text } from './history.ts';
import { type Look, lookOf, type Tone } from './signs.ts';

/** One of them, or all of a kind together. */
export interface Other {
  /** Whom a click selects: of several, the one that is worst off. */
  id: string;
  kind: string;
  label: string;
  look: Look;
  since: number;
  record: number;
  /** Everybody it stands for. */
  members: readonly string[];
}

/** Kinds that are drawn elsewhere, or are told by what they belong to. */
const placed: ReadonlySet<string> = new Set([
  ...['host', 'ha-agent', 'vm', 'dns-server', 'nsx-manager', 'edge-node', 'service-router', 'api-pool', 'lease'],
  ...['etcd', 'etcd-member', 'api-server', 'kube-api', 'node', 'namespace', 'workload', 'pod', 'service', 'ingress'],
  ...['agent', 'cluster', 'pks-cluster', 'rancher'],
]);

/** More than so many are shown by kind. */
const aloneMost = 8;
/** More kinds than that have no room; the rest is counted together. */
const kindsMost = 16;

const worst: readonly Tone[] = ['idle', 'good', 'wait', 'part', 'bad'];

const known = new WeakMap<History, readonly Story[]>();

/** All actors without a place of their own, in the order of their making. */
export function othersOf(history: History): readonly Story[] {
  let found = known.get(history);
  if (!found) {
    found = [...history.byKind].flatMap(([kind, stories]) => (placed.has(kind) ? [] : stories));
    known.set(history, found);
  }
  return found;
}

/** Those that are there at a time: the ones inside VMs, and what stands in the strip. */
export function othersAt(history: History, at: number): { inVms: readonly Now[]; strip: readonly Other[] } {
  const stories = othersOf(history);
  if (stories.length === 0) return { inVms: [], strip: [] };
  const there = stories.flatMap((story) => nowOf(story, at) ?? []);
  const isInVm = ({ facets }: Now) => history.byId.get(text(facets, 'vm'))?.kind === 'vm';
  const free = there.filter((now) => !isInVm(now));
  // Whether they stand alone is decided over the whole run, so that they keep their places.
  const isFew = stories.length <= aloneMost;
  return { inVms: there.filter(isInVm), strip: isFew ? free.map((now) => together([now])) : byKind(free) };
}

function byKind(all: readonly Now[]): Other[] {
  const kinds = [...new Set(all.map(({ kind }) => kind))];
  const named = kinds.length > kindsMost ? kinds.slice(0, kindsMost - 1) : kinds;
  const groups = named.map((kind) => together(all.filter((one) => one.kind === kind)));
  const rest = all.filter(({ kind }) => !named.includes(kind));
  return rest.length === 0 ? groups : [...groups, { ...together(rest), label: `${rest.length} more`, kind: 'other' }];
}

function together(all: readonly Now[]): Other {
  const looks = all.map((now) => ({ now, look: lookOf(now) }));
  const most = looks.reduce((a, b) => (worst.indexOf(b.look.tone) > worst.indexOf(a.look.tone) ? b : a));
  const { now, look } = most;
  const alike = looks.filter((one) => one.look.tone === look.tone).length;
  const isOne = all.length === 1;
  const word = isOne || look.tone === 'good' || look.tone === 'idle' ? look.word : `${alike} ${look.word}`;
  const label = isOne ? now.id : `${all.length} ${now.kind.replaceAll('-', ' ')}s`;
  return { id: now.id, kind: now.kind, label, look: { ...look, word }, since: now.since, record: now.record, members: all.map(({ id }) => id) };
}
