/**
 * Replicas that start together on an empty API race to create the same objects; whoever comes second ends itself and is
 * started again (rancher/rancher#32116, pull 32163).
 */
import type { Actor, Micros } from '../../sim/index.ts';

export interface Race {
  /** Who is there once the objects are. */
  until: string;
  /** From its container's start to its end. */
  length: Micros;
  /** What a loser says, time after time. */
  says: readonly string[];
}

/** Whether a container that starts now will come second; the first replica made comes first. */
export function losesRace(actor: Actor, app: string, race: Race | undefined, restarts: number): boolean {
  if (race === undefined || restarts >= race.says.length || actor.find(race.until)) return false;
  return actor.with('app', app)[0]?.id !== actor.id;
}
