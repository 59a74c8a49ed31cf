/**
 * A finished run as a page draws it: with this alone it knows every moment by itself. `GET /runs/:id/timeline`.
 * Everything is a list of changes in the order of time; what holds at a time is the last change at or before it.
 */
import { type Static, Type } from '@sinclair/typebox';
import { Facets, HopBody, LevelBody, PropertyBody, StoryLineBody } from './protocol.ts';
import { Id, Nullable, RecordIndex, Seconds, Share, Verdict } from './shapes.ts';

/**
 * [at, state, record, facets?]. `record` is the transition that did it, -1 at the start. An empty state: it is gone.
 * Facets are a patch on those before; null takes one away. By kind:
 *
 * host           memory (MiB), cpu
 * vm             role (master, worker, edge), host, memory. Off or lost: the host it was on
 * dns-server     address
 * nsx-manager    nodes[], lost[]
 * ncp            vm
 * ncp-config     size, podBlocks[], nodeBlocks[], floatingPools[], isRoutable, areNodesRoutable, isSingleTier, hasErrorObjects
 * lb-service     cluster, size, edges[] (edge-nodes), ownServers
 * nsx-error      of, message
 * edge-node      vm, size
 * service-router edges[], alive[], active (an edge-node, or null), paths[] (edges that traffic is spread over, where it is)
 * api-pool       members[], down[] (API servers)
 * etcd-member    vm, term, leader (whom it follows, or null)
 * etcd           leader (a member, or null), term, up[], size
 * api-server     vm
 * lease          holder (or null), able[]
 * node           vm, taint
 * namespace      block, subnet, snatPool, snat (places in those pools, -1 for none), refusal
 * workload       app, type, replicas, namespace
 * pod            app, owner, namespace, node (or null), restarts
 * service        app, type, address (place in floating-ip-pool, -1 for none), balancer, endpoints[], members[], refusal
 * ingress        service, upstreams[]
 * agent          cluster, by (an nginx pod, or null), to (a Rancher pod, or null), isCut
 * cluster        agent, projects
 * pks-cluster    lastAction, description
 * deployment     task (what holds its lock), working[] (VMs), problem
 * instance       vm, work, problem
 */
export const ActorChange = Type.Union([Type.Tuple([Seconds, Type.String(), RecordIndex]), Type.Tuple([Seconds, Type.String(), RecordIndex, Facets])]);
export type ActorChange = [at: number, state: string, record: number, facets?: Facets];

export const ActorTimeline = Type.Object({
  id: Type.String(),
  kind: Type.String(),
  name: Type.String({ description: 'As sentences call it.' }),
  changes: Type.Unsafe<ActorChange[]>(Type.Array(ActorChange)),
});
export type ActorTimeline = Static<typeof ActorTimeline>;

/** A stretch with one answer. `hops` are in the order of the way; several at one layer share its load. */
export const PathSegment = Type.Object({
  at: Seconds,
  share: Share,
  delay: Type.Number({ description: 'The longest wait of a request that succeeds, in seconds.' }),
  reason: Type.String({ description: 'Why the rest fails.' }),
  record: RecordIndex,
  hops: Type.Array(HopBody),
});
export type PathSegment = Static<typeof PathSegment>;

export const PathTimeline = Type.Object({ name: Type.String(), segments: Type.Array(PathSegment) });

/** [at, place, owner or null when given back, record]; a place of -1 is a refusal, its owner who was refused. */
export const PoolChange = Type.Tuple([Seconds, Type.Integer(), Nullable(Type.String()), RecordIndex]);
export type PoolChange = [at: number, place: number, owner: string | null, record: number];

export const PoolTimeline = Type.Object({
  name: Type.String(),
  capacity: Type.Integer(),
  exhaustedAt: Nullable(Seconds),
  labels: Type.Array(Type.String(), { description: 'What places are called, from place 0 up to the highest ever taken.' }),
  changes: Type.Unsafe<PoolChange[]>(Type.Array(PoolChange)),
});
export type PoolTimeline = Static<typeof PoolTimeline>;

export const FaultBody = Type.Object({
  at: Seconds,
  until: Nullable(Seconds),
  kind: Type.Unsafe<'fault' | 'failure'>({ type: 'string', enum: ['fault', 'failure'], description: 'Scripted, or drawn.' }),
  verb: Type.String(),
  targets: Type.Array(Type.String()),
  text: Type.String(),
  record: RecordIndex,
});
export type FaultBody = Static<typeof FaultBody>;

export const NarrationBody = Type.Object({ at: Seconds, text: Type.String(), record: RecordIndex });

/** Where ← and → stop: every time at which anything happened, with the first record of that time. */
export const Instants = Type.Object({
  at: Type.Array(Seconds),
  record: Type.Array(RecordIndex),
  matters: Type.Array(Type.Integer({ description: 'Indexes into `at` of what a reader would want to see: faults, story lines, path changes.' })),
});

export const Timeline = Type.Object({
  run: Id,
  scenario: Type.String(),
  title: Type.String(),
  design: Type.String(),
  seed: Type.Integer(),
  start: Type.String({ description: "The design's date and time at 0 s, ISO 8601." }),
  until: Seconds,
  hash: Type.String(),
  verdict: Verdict,
  records: Type.Integer({ description: 'How many the trace has.' }),
  actors: Type.Array(ActorTimeline),
  paths: Type.Array(PathTimeline),
  pools: Type.Array(PoolTimeline),
  faults: Type.Array(FaultBody),
  narration: Type.Array(NarrationBody),
  story: Type.Array(StoryLineBody),
  properties: Type.Array(PropertyBody),
  levels: Type.Array(LevelBody),
  instants: Instants,
});
export type Timeline = Static<typeof Timeline>;
