/** A run at one moment as plain data, from which it, or a fork of it, goes on. Belongs to the compiled interpreter. */

import type { Nemesis } from './fault.ts';
import type { CompiledLife, LifeState } from './machine/compiled.ts';
import type { Data } from './machine/life.ts';
import type { PathTracker } from './path-tracker.ts';
import type { PoolState } from './pool.ts';
import type { Properties } from './property.ts';
import type { ScheduleState } from './schedule.ts';
import type { Micros } from './time.ts';
import { Trace, type TraceMark } from './trace.ts';
import { Actor } from './view.ts';
import type { Root, World } from './world.ts';

type Draws = [string, number][];

interface ActorState {
  index: number;
  id: string;
  kind: string;
  life: LifeState;
  labels: [string, string][];
  draws: Draws;
  lastRecord: number;
}

interface ControllerState {
  memory: Data;
  pending: [string, { slot: number; due: Micros }][];
  parked: [string, { cause: number; root: number }][];
  draws: Draws;
  ableSince: Micros;
}

export interface Checkpoint {
  at: Micros;
  events: number;
  schedule: ScheduleState;
  trace: TraceMark;
  roots: Root[];
  actorCount: number;
  actors: ActorState[];
  labels: [name: string, value: string, members: number[]][];
  pools: PoolState[];
  controllers: ControllerState[];
  paths: ReturnType<PathTracker['save']>[];
  nemesis: ReturnType<Nemesis['save']>;
  properties: ReturnType<Properties['save']>;
}

export function save(world: World, nemesis: Nemesis, properties: Properties): Checkpoint {
  if (world.engine !== 'compiled') throw new Error('checkpoints belong to the compiled interpreter; the reference forks by replay');
  return {
    at: world.schedule.now,
    events: world.events,
    schedule: world.schedule.save(),
    trace: world.trace.mark(),
    roots: world.roots.map((root) => ({ ...root })),
    actorCount: world.actors.length,
    actors: world.actors.filter((actor) => actor !== undefined).map(saveActor),
    labels: [...world.population.labels].flatMap(([name, values]) =>
      [...values].map(([value, { actors }]): Checkpoint['labels'][number] => [name, value, [...actors].map(({ index }) => index)]),
    ),
    pools: [...world.pools.values()].map((pool) => pool.save()),
    controllers: world.workforce.hands.map((hand) => ({
      memory: clone(hand.memory),
      pending: [...hand.pending].map(([key, value]) => [key, { ...value }]),
      parked: [...hand.parked].map(([key, value]) => [key, { ...value }]),
      draws: hand.saveDraws(),
      ableSince: hand.ableSince,
    })),
    paths: [...world.paths.values()].map((path) => path.save()),
    nemesis: nemesis.save(),
    properties: properties.save(),
  };
}

/** Brings a checkpoint into a world whose kinds, pools, controllers and paths are declared and which holds no actors. */
export function load(checkpoint: Checkpoint, world: World, nemesis: Nemesis, properties: Properties): void {
  world.schedule.load(checkpoint.schedule);
  world.trace = Trace.after(checkpoint.trace, world.trace.keep);
  world.events = checkpoint.events;
  world.roots.push(...checkpoint.roots.map((root) => ({ ...root })));
  world.population.actors = new Array(checkpoint.actorCount).fill(undefined);
  for (const state of checkpoint.actors) loadActor(state, world);
  for (const [name, value, members] of checkpoint.labels) world.population.relabel(name, value, members);
  for (const state of checkpoint.pools) world.pool(state.name).load(state);
  for (const [index, state] of checkpoint.controllers.entries()) {
    const hand = world.workforce.hands[index];
    if (!hand) continue;
    hand.memory = clone(state.memory);
    for (const [key, value] of state.pending) hand.pending.set(key, { ...value });
    for (const [key, value] of state.parked) hand.parked.set(key, { ...value });
    hand.loadDraws(state.draws);
    hand.ableSince = state.ableSince;
  }
  nemesis.load(checkpoint.nemesis);
  for (const state of checkpoint.paths) world.paths.get(state.name)?.load(state);
  for (const path of world.paths.values()) path.reread();
  // A fork that asks something else has those moments still before it.
  if (!properties.load(checkpoint.properties)) nemesis.enterChecks(properties.moments());
}

function saveActor(actor: Actor): ActorState {
  const { index, id, kind, labels, lastRecord } = actor;
  const life = (actor.life as CompiledLife).save(withoutActor);
  return { index, id, kind, life, labels: [...labels], draws: actor.saveDraws(), lastRecord };
}

function loadActor(state: ActorState, world: World): void {
  const actor = new Actor(world, state.id, world.population.kin(state.kind), state.index);
  world.enliven(actor);
  // What a context holds is never changed in place (XState's assign makes it anew), so that all forks may share it.
  (actor.life as CompiledLife).load(state.life, (data) => ({ ...data, actor }));
  for (const [name, value] of state.labels) actor.labels.set(name, value);
  actor.loadDraws(state.draws);
  actor.lastRecord = state.lastRecord;
  world.population.enter(actor, -1);
  world.population.count(actor.kin, '', actor.life.state, -1);
}

/** The actor handle is the one thing in a machine's context that is not data; it is put back on loading. */
function withoutActor({ actor: _, ...data }: Data): Data {
  return clone(data);
}

/** A deep copy of plain data. */
export function clone<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(clone) as T;
  const copy: Record<string, unknown> = {};
  for (const key in value) copy[key] = clone(value[key]);
  return copy as T;
}
