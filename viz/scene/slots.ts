/**
 * Where each VM is drawn: a slot of its host. A VM keeps its slot until it leaves, and the slot where it was lost stays
 * its ghost's until the host is back. Worked out over the whole run, so that a moment looks alike however it is reached.
 */
import { type History, isIn, text } from './history.ts';
import { indexAt } from './search.ts';

export interface Place {
  host: string;
  slot: number;
}

/** A stretch of time in which a VM, or the ghost of one, has a place. */
interface Stay extends Place {
  vm: string;
  from: number;
  to: number;
  isGhost: boolean;
}

export interface Slots {
  /** The most slots that any host ever needs. */
  most: number;
  placeOf(vm: string, at: number): Place | undefined;
  ghosts(at: number): (Place & { vm: string })[];
}

export function slotsOf(history: History): Slots {
  const stays = layOut(history);
  const homes = new Map<string, Stay[]>();
  for (const stay of stays) if (!stay.isGhost) homes.set(stay.vm, [...(homes.get(stay.vm) ?? []), stay]);
  const starts = new Map([...homes].map(([vm, list]) => [vm, list.map(({ from }) => from)]));
  const ghosts = stays.filter(({ isGhost }) => isGhost);
  return {
    most: Math.max(0, ...stays.map(({ slot }) => slot + 1)),
    placeOf(vm, at) {
      const stay = homes.get(vm)?.[indexAt(starts.get(vm) ?? [], at)];
      return stay && { host: stay.host, slot: stay.slot };
    },
    ghosts: (at) => ghosts.filter(({ from, to }) => from <= at && at < to).map(({ vm, host, slot }) => ({ vm, host, slot })),
  };
}

type Event = { at: number; vm: string; host: string } | { at: number; up: string };

function layOut(history: History): Stay[] {
  const open = new Map<string, Stay>();
  const stays: Stay[] = [];
  const end = Number.POSITIVE_INFINITY;
  const taken = (host: string) => new Set(stays.filter((stay) => stay.host === host && stay.to === end).map(({ slot }) => slot));
  for (const event of moves(history)) {
    if ('up' in event) {
      for (const stay of stays) if (stay.isGhost && stay.host === event.up && stay.to === end) stay.to = event.at;
      continue;
    }
    const { at, vm, host } = event;
    const before = open.get(vm);
    if (before?.host === host) continue;
    if (before) {
      before.to = at;
      if (isHostLost(history, before.host, at)) stays.push({ ...before, from: at, to: end, isGhost: true });
    }
    const isTaken = taken(host);
    let slot = 0;
    while (isTaken.has(slot)) slot++;
    const stay: Stay = { vm, host, slot, from: at, to: end, isGhost: false };
    stays.push(stay);
    open.set(vm, stay);
  }
  return stays;
}

/** VMs arriving at hosts and hosts coming back, in the order of time. */
function moves(history: History): Event[] {
  const events: Event[] = [];
  for (const { id, at, facets } of history.byKind.get('vm') ?? []) {
    for (const [i, time] of at.entries()) {
      const host = text(facets[i] ?? {}, 'host');
      if (host && (i === 0 || host !== text(facets[i - 1] ?? {}, 'host'))) events.push({ at: time, vm: id, host });
    }
  }
  for (const { id, at, state } of history.byKind.get('host') ?? []) {
    for (const [i, time] of at.entries()) if (i > 0 && isIn(state[i] ?? '', 'up')) events.push({ at: time, up: id });
  }
  return events.sort((a, b) => a.at - b.at);
}

function isHostLost(history: History, host: string, at: number): boolean {
  const story = history.byId.get(host);
  const state = story?.state[indexAt(story.at, at)] ?? 'up';
  return isIn(state, 'down') || isIn(state, 'booting');
}
