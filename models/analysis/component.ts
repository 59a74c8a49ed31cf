/** What can fail, one thing at a time: a verb of the closed list at a part of the platform as it stands at the start. */
import type { Run } from '../../sim/index.ts';

export interface Component {
  fault: string;
  target: string;
}

/** Faults that a search leaves out, and why. */
export interface Uncovered {
  what: string;
  why: string;
}

/** Faults that are none of the platform's own, or like another, by verb or by verb and kind. */
const leftOut: Readonly<Record<string, string>> = {
  disconnect: "a site's own link is outside the platform and breaks its own tunnel only",
  'hang vm': 'to everybody else, a VM that hangs is as silent as one that is off, and that is searched for; only VM Monitoring tells them apart',
  'node-loss': "a site's own nodes are outside the platform and cost its own tunnel only",
};

/** What no verb stands for. */
const unspoken: readonly Uncovered[] = [
  { what: "partitions of networks other than the hosts' own management and between etcd's members", why: 'the twin has no such faults yet' },
  { what: 'what people do', why: 'operations are asked for by --during, and their mistakes by scenarios' },
  { what: 'the days on which certificates end', why: 'they are dates, which a scenario reaches; no failure brings them about' },
  { what: 'faults that heal by themselves', why: 'each fault lasts, which is the harder case for everything but what the healing itself breaks' },
];

/** Every fault at every target it fits, in a fixed order; what is left out is told when the platform has a target for it. */
export function componentsOf({ world, spec }: Run): { components: Component[]; uncovered: readonly Uncovered[] } {
  const all = spec.twin.vocabulary.faults.flatMap(({ name, kinds }) =>
    world.actors.flatMap((actor) => (actor && kinds.includes(actor.kind) ? [{ fault: name, target: actor.id, kind: actor.kind }] : [])),
  );
  const isMeant = (what: string, { fault, kind }: { fault: string; kind: string }) => what === fault || what === `${fault} ${kind}`;
  const missed = Object.entries(leftOut).flatMap(([what, why]) => {
    const count = all.filter((one) => isMeant(what, one)).length;
    return count > 0 ? [{ what: `${what} (${count} ${count === 1 ? 'target' : 'targets'})`, why }] : [];
  });
  const kept = all.filter((one) => !Object.keys(leftOut).some((what) => isMeant(what, one)));
  return { components: kept.map(({ fault, target }) => ({ fault, target })), uncovered: [...missed, ...unspoken] };
}

/** Faults and when each strikes, in µs after the steady state. */
export type Plan = readonly (Component & { after: number })[];

/** Every set of `size` components. */
export function* combinations<T>(items: readonly T[], size: number, from = 0): Generator<T[]> {
  if (size === 0) {
    yield [];
    return;
  }
  for (let i = from; i <= items.length - size; i++) {
    for (const rest of combinations(items, size - 1, i + 1)) yield [items[i] as T, ...rest];
  }
}
