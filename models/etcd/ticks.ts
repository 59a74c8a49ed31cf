/**
 * A member's time: raft counts in ticks, each member in its own. What follows from a last heartbeat, a drawn timeout or a
 * lease is computed from them when it matters.
 */
import {
  type Actor,
  count,
  type Distribution,
  defineParameters,
  duration,
  flag,
  lastTick,
  type Micros,
  ms,
  nextTick,
  s,
  ticks,
  uniform,
} from '../../sim/index.ts';

const raft = 'etcd-io/etcd@v3.4.3 raft/raft.go';

/** Where it runs in a container that Docker restarts. */
const byDocker: [Distribution, string] = [
  { kind: 'uniform', min: s(0.1), max: s(0.2) },
  'docker/docker.github.io config/containers/start-containers-automatically: restarted by Docker, first after 100 ms',
];

export const etcdParameters = defineParameters('etcd', {
  heartbeat: duration(ms(100), {
    source: 'etcd-io/etcd@v3.4.3 embed/config.go TickMs',
    why: 'one tick',
    platforms: { rke: [ms(500), 'rancher/rke@v0.2.8 cluster/defaults.go: heartbeat-interval 500'] },
  }),
  electionTicks: count(10, { source: 'etcd-io/etcd@v3.4.3 embed/config.go ElectionMs 1000 ms, in ticks', why: 'the lease, and the quorum check' }),
  electionTimeout: ticks(10, 19, {
    tick: ms(100),
    why: 'between one and two timeouts, so that members rarely stand together',
    source: `${raft} resetRandomizedElectionTimeout: [T, 2T-1]`,
    platforms: {
      rke: [{ kind: 'ticks', min: 10, max: 19, tick: ms(500) }, 'rancher/rke@v0.2.8 cluster/defaults.go: election-timeout 5000, ten ticks of 500 ms'],
    },
  }),
  writeEvery: duration(ms(100), {
    assumption: 'longest silence of a live leader; its heartbeat period, since a write in between only shortens it',
    platforms: { rke: [ms(500), 'the same assumption with the heartbeat of RKE'] },
  }),
  asksFirst: flag(false, { source: 'etcd-io/etcd@v3.4.3 etcdmain/help.go: --pre-vote false', why: 'with it a member that is cut off keeps its term' }),
  messageDelay: duration(ms(0.4), {
    assumption: 'one way; a leader was measured within 1 ms of the winning campaign (facts/measured.md), which takes two messages',
  }),
  processStart: uniform(ms(20), ms(70), {
    assumption: 'process start to first tick; 71 ms were measured at least until the first write (facts/measured.md, quorum loss)',
  }),
  copyTime: duration(s(15), {
    source: 'etcd-io/etcd@v3.4.3 Documentation/op-guide/hardware.md: 100 MB at 10 MB/s, or 1 GB at 100 MB/s, within 15 s',
    why: 'a new or restored member takes its data',
  }),
  connectedFor: duration(s(5), {
    source: 'etcd-io/etcd@v3.4.3 etcdserver/server.go HealthInterval',
    why: 'every member has to be connected so long before one is added',
  }),
  monitRestart: uniform(s(60), s(120), {
    source: 'docs-pks@1.5 interruptions.html.md.erb: dead control-plane process 60-120 s',
    platforms: { rke: byDocker, docker: byDocker },
  }),
});

/** The end of n ticks of this member that begin after `from`. */
function after(actor: Actor, from: Micros, timeout: Micros): Micros {
  const tick = actor.value(etcdParameters.heartbeat);
  return nextTick(from + 1, tick, actor.phase('tick', tick)) + timeout - tick;
}

/** Whether a voter still ignores candidates: fewer than ten of its own ticks since it heard a leader. */
export function isInLease({ actor, leader, heardAt }: { actor: Actor; leader: string | undefined; heardAt: Micros }): boolean {
  if (leader === undefined) return false;
  const tick = actor.value(etcdParameters.heartbeat);
  const first = nextTick(heardAt + 1, tick, actor.phase('tick', tick));
  const elapsed = actor.now() < first ? 0 : Math.floor((actor.now() - first) / tick) + 1;
  return elapsed < actor.value(etcdParameters.electionTicks);
}

/** A new draw of the election timer, counted in the member's own ticks from `from`. */
export function timer({ actor }: { actor: Actor }, from: Micros): Micros {
  return after(actor, from, actor.draw('electionTimeout', etcdParameters.electionTimeout));
}

/** The last message a leader sent before now: a heartbeat on its tick, or a write. */
export function lastWord(actor: Actor): Micros {
  const tick = actor.value(etcdParameters.heartbeat);
  const every = actor.value(etcdParameters.writeEvery);
  return Math.max(lastTick(actor.now(), tick, actor.phase('tick', tick)), lastTick(actor.now(), every, actor.phase('write', every)));
}
