/** What must hold in every run of every design, after every event. */

import { memberKind } from '../../models/etcd/member.ts';
import { namespaceKind } from '../../models/kubernetes/namespace.ts';
import { podKind } from '../../models/kubernetes/pod.ts';
import { ncpConfigKind } from '../../models/nsx/ncp-config.ts';
import { datastoreKind, reaches } from '../../models/vsphere/datastore.ts';
import { hostKind, isAlive as isHostAlive } from '../../models/vsphere/host.ts';
import { isOn, vmKind } from '../../models/vsphere/vm.ts';
import { type Run, View } from '../../sim/index.ts';

/** Looks at a run between events; throws at the first broken invariant. */
export class Invariants {
  private readonly leaders = new Map<number, string>();
  private readonly view: View;

  constructor(private readonly run: Run) {
    this.view = new View(run.world);
  }

  check(): void {
    this.vms();
    // A place is given and the message about it is under way within one instant.
    if (this.run.world.schedule.peek() > this.run.now) {
      this.pools();
      this.pods();
    }
    this.leadersOfTerms();
    for (const path of this.run.world.paths.values()) {
      if (!(path.share >= 0 && path.share <= 1)) throw new Error(`${path.path.name} has share ${path.share}`);
    }
  }

  /** A VM is on one host; a running one is on a host that is up and reaches its disk, or loses them in this very instant. */
  private vms(): void {
    const hosts = this.view.all(hostKind);
    for (const vm of this.view.all(vmKind)) {
      const on = hosts.filter((host) => this.view.with('host', host.id).some(({ id }) => id === vm.id));
      if (on.length !== 1 || on[0]?.id !== vm.data.host) throw new Error(`${vm.id} is on ${on.map(({ id }) => id).join(' and ') || 'no host'}`);
      if (on[0].is('maintenance') && isOn(vm)) throw new Error(`${vm.id} is ${vm.state} on ${on[0].id}, which is in maintenance mode`);
      const isAlive = vm.is('running') || vm.is('booting');
      if (isAlive && !reaches(this.view, vm.data.host, vm.data.datastore) && !this.losesDiskNow(on[0].data.pathsLostAt, vm.data.datastore))
        throw new Error(`${vm.id} is ${vm.state} without a path from ${vm.data.host} to ${vm.data.datastore}`);
      if (vm.is('stalled') && !isHostAlive(on[0]) && on[0].data.lostAt !== this.run.now)
        throw new Error(`${vm.id} hangs on ${on[0].id}, which is ${on[0].state}`);
      if (isAlive && !isHostAlive(on[0]) && on[0].data.lostAt !== this.run.now) throw new Error(`${vm.id} runs on ${on[0].id}, which is ${on[0].state}`);
    }
  }

  /** The message to the VM is under way. */
  private losesDiskNow(pathsLostAt: number, datastore: string): boolean {
    return pathsLostAt === this.run.now || this.view.get(datastore, datastoreKind).data.lostAt === this.run.now;
  }

  /** Nothing is taken twice, nothing beyond the capacity, and every /24 has a namespace that knows of it. */
  private pools(): void {
    for (const pool of this.run.world.pools.values()) {
      const holders = [...pool.holders()];
      if (holders.length !== pool.taken || (pool.isEnforced && pool.taken > pool.capacity))
        throw new Error(`${pool.name}: ${pool.taken} of ${pool.capacity} taken, ${holders.length} holders`);
    }
    for (const { name } of this.run.world.pools.values()) for (const [place, owner] of this.view.pool(name).holders()) this.isOwned(name, place, owner);
    for (const namespace of this.view.all(namespaceKind)) {
      const { block, subnet, router, snatPool, snat, isRouted } = namespace.data;
      const places: [string, number, string][] = [
        [block, subnet, namespace.id],
        ['tier-1-routers', router, `router of ${namespace.id}`],
        [snatPool, snat, `SNAT of ${namespace.id}`],
      ];
      const believed = places.find(([pool, place, owner]) => place >= 0 && this.run.world.pool(pool).ownerOf(place) !== owner);
      if (believed) throw new Error(`${namespace.id} believes in place ${believed[1]} of ${believed[0]}`);
      const config = this.view.find('ncp-config', ncpConfigKind);
      // Without NCP a namespace has nothing of its own.
      if (!config) continue;
      const { isRoutable, isSingleTier } = config.data;
      const lacks = subnet < 0 || (router < 0 && !isSingleTier) || (snat < 0 && !isRouted && !isRoutable);
      if (namespace.is('networked') && lacks) throw new Error(`${namespace.id} is networked without addresses`);
    }
  }

  /** Nothing is leaked: what a namespace or a Service holds, it knows of. */
  private isOwned(pool: string, place: number, owner: string): void {
    const [, role = '', id = ''] = /^(router of |SNAT of |)((?:ns|svc)\/\S+)$/.exec(owner) ?? [];
    if (id === '') return;
    const data = this.view.find(id)?.data as Record<string, unknown> | undefined;
    const known = role === 'router of ' ? data?.router : role === 'SNAT of ' ? data?.snat : id.startsWith('svc/') ? data?.address : data?.subnet;
    if (known !== place) throw new Error(`${pool}: place ${place} is held for ${owner}, which knows of ${known}`);
  }

  /** Raft's election safety: at most one leader in a term (https://raft.github.io/raft.pdf, figure 3). */
  private leadersOfTerms(): void {
    for (const member of this.view.all(memberKind)) {
      if (!member.is('up.leader')) continue;
      const { term } = member.data;
      const known = this.leaders.get(term) ?? member.id;
      if (known !== member.id) throw new Error(`term ${term} has two leaders, ${known} and ${member.id}`);
      this.leaders.set(term, known);
    }
  }

  /** A pod is on a node; one whose node is no more has stopped and waits for the garbage collector. */
  private pods(): void {
    for (const pod of this.view.all(podKind)) {
      const { node } = pod.data;
      if (pod.is('pending') || pod.is('gone') || (node !== undefined && this.view.find(node))) continue;
      if (node === undefined || !(pod.is('stopped') || pod.is('doomed'))) throw new Error(`${pod.id} is ${pod.state} on ${node}`);
    }
  }
}

/** Every cause lies before its effect, and every chain ends at a fault, an operation, a drawn failure, a note or the start. */
export function checkCauses(run: Run): void {
  for (const record of run.world.trace.records()) {
    if (record.cause >= record.index) throw new Error(`record ${record.index} is caused by ${record.cause}`);
    if (record.cause >= 0) continue;
    if (!['start', 'fault', 'operation', 'failure', 'note'].includes(record.kind))
      throw new Error(`record ${record.index} (${record.kind} of ${record.actor}) has no cause`);
  }
}
