/** What a trace says of a record only to someone who has read on: where a VM came up, how long a fault lasted, who led. */
import type { Micros, Run, ScriptEntry } from '../../sim/index.ts';
import { placeOf } from './names.ts';

export class Hindsight {
  /** Where VMs came up again, by the record of their power-on. */
  readonly hosts = new Map<number, string>();
  /** How long faults and drawn failures last, by their records: until they heal, or as the script says. */
  readonly lasting = new Map<number, Micros>();
  /** Who took Rancher's leadership last, by the record of it; of earlier leaders the trace knows no name. */
  readonly leaders = new Map<number, string>();
  /** Who led what at the moment it was lost, as `id@time`. */
  readonly roles = new Map<string, string>();

  /** The members of etcd that were there at the start. */
  readonly members: readonly string[];

  constructor(private readonly run: Run) {
    this.members = this.membersAtStart();
    this.readForwards();
    this.readBackwards();
  }

  /** One that the run has made is first heard of as its VM starts it. */
  private membersAtStart(): string[] {
    const { world } = this.run;
    const met = new Map<string, string>();
    for (const { kind, actor, from } of world.trace.records()) {
      if (kind === 'transition' && actor.startsWith('etcd-') && !met.has(actor)) met.set(actor, from);
    }
    return world.actors.flatMap((actor) => (actor?.kind === 'etcd-member' && met.get(actor.id) !== 'down.withVm' ? [actor.id] : []));
  }

  private readForwards(): void {
    const { world, spec } = this.run;
    const scripted = spec.script.filter((entry): entry is Extract<ScriptEntry, { kind: 'fault' }> => entry.kind === 'fault');
    let led = -1;
    for (const { kind, index, at, actor, event, from, to, cause } of world.trace.records()) {
      if (kind === 'heal' && cause >= 0) this.lasting.set(cause, at - world.trace.record(cause).at);
      if (kind === 'fault') {
        const entry = scripted.find((one) => one.at === at && one.verb === event);
        if (entry?.duration !== undefined) this.lasting.set(index, entry.duration);
      }
      if (kind !== 'transition') continue;
      if (from.startsWith('up.leader') && !to.startsWith('up')) for (const id of [actor, placeOf(actor)]) this.roles.set(`${id}@${at}`, 'etcd leader');
      if (actor !== 'cattle-controllers' || from === to) continue;
      // The controller that takes a replica off the lease is woken under the replica's id.
      if (to === 'expiring' && cause >= 0) this.roles.set(`${world.trace.record(cause).event}@${at}`, 'Rancher leader');
      if (to === 'held' && from !== 'unrenewed') led = index;
    }
    const { holder } = (world.find('cattle-controllers')?.data ?? {}) as { holder?: string };
    if (led >= 0 && holder !== undefined) this.leaders.set(led, holder);
  }

  /** From where the VMs are at the end, over the moves that DRS notes. */
  private readBackwards(): void {
    const { world } = this.run;
    const at = new Map<string, string | undefined>();
    for (const actor of world.actors) if (actor?.kind === 'vm') at.set(actor.id, (actor.data as { host?: string }).host);
    for (let index = world.trace.length - 1; index >= 0; index--) {
      const { kind, actor, event } = world.trace.record(index);
      const [, vm, from] = (kind === 'note' && /^moves (\S+) from (\S+) to /.exec(event)) || [];
      if (vm) at.set(vm, from);
      if (kind !== 'transition' || event !== 'powerOn') continue;
      const host = at.get(actor);
      if (host) this.hosts.set(index, host);
      at.set(actor, undefined);
    }
  }
}
