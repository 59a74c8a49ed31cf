/**
 * One real system as the twin takes it in: what it consists of, what can be done to it, and how it is told. Each folder
 * of models/ has one; systems.ts lists them, lowest layer first.
 */
import type { Actor, Controller, ControllerHand, Data, FaultVerb, Kind, OperationVerb, Path, Roles, World } from '../sim/index.ts';
import type { ArgumentName } from './arguments.ts';
import type { Design, DockerDesign, PksDesign, RkeDesign } from './design.ts';
import type { Platform } from './platform/platforms.ts';
import type { Problem } from './problem.ts';
import type { Rule } from './story/fact.ts';

/** Something people do to the platform, and which arguments it takes. */
export interface Operation extends OperationVerb {
  readonly takes: readonly ArgumentName[];
}

/** What an event does to an actor of a kind; where it can lead to different states, by state. */
export type Phrases = Readonly<Record<string, string | Readonly<Record<string, string>>>>;

/** What a picture shows of an actor besides its state. */
export type Show = (data: Data, actor: Actor) => Record<string, unknown>;

/** What ids are called in a sentence, by pattern; what the first group found is put into words. */
export type NamePatterns = readonly (readonly [RegExp, (found: string) => string])[];

export interface System<D extends Design = Design> {
  readonly name: string;
  /** The platforms that it is part of; left out: all of them. */
  readonly platforms?: readonly Platform[];
  // biome-ignore lint/suspicious/noExplicitAny: kinds differ in their contexts.
  readonly kinds: readonly Kind<any>[];
  readonly controllers?: (design: D) => readonly Controller[];
  readonly pools?: (world: World, design: D) => void;
  readonly paths?: readonly Path[];
  /** Paths that only some designs have. */
  readonly pathsIn?: (design: D) => readonly Path[];
  /** Makes its actors as they stand at the start; systems are asked in their order. */
  readonly populate?: (hand: ControllerHand, design: D) => void;
  /** Names that must exist and ranges that must not meet; asked first, since all else counts on them. */
  readonly checkNames?: (design: D) => readonly Problem[];
  /** What else a design's shape cannot say. */
  readonly check?: (design: D) => readonly Problem[];
  readonly faults?: readonly FaultVerb[];
  readonly operations?: readonly Operation[];
  readonly groups?: Roles['groups'];
  readonly relations?: Roles['relations'];
  /** Names that it gives itself, which no design may give to something else. */
  readonly ownNames?: readonly (string | RegExp)[];
  /** By kind: what each event does, for chains of causes. */
  readonly phrases?: Readonly<Record<string, Phrases>>;
  /** By kind: what of its transitions is worth a line of the story. */
  readonly facts?: Readonly<Record<string, Rule>>;
  /** What actors, controllers and pools are called in a sentence, by id. */
  readonly names?: Readonly<Record<string, string>>;
  readonly namePatterns?: NamePatterns;
  /** By kind: what a picture shows besides the state. */
  readonly shows?: Readonly<Record<string, Show>>;
}

/** A system that is part of Enterprise PKS, and so is asked about designs on PKS alone. */
export const onPks = (system: System<PksDesign>): System => ({ ...system, platforms: ['pks'] }) as System;

/** A system that is part of RKE, and so is asked about designs on RKE alone. */
export const onRke = (system: System<RkeDesign>): System => ({ ...system, platforms: ['rke'] }) as System;

/** A system that is part of the single-node installation alone. */
export const onDocker = (system: System<DockerDesign>): System => ({ ...system, platforms: ['docker'] }) as System;

/** Those parts of what an actor's machine knows. */
export const known =
  (...keys: string[]): Show =>
  (data) =>
    Object.fromEntries(keys.map((key) => [key, data[key]]));

/** The same, and the VM it lives in. */
export const knownInVm =
  (...keys: string[]): Show =>
  (data, actor) => ({ vm: actor.labels.get('vm'), ...known(...keys)(data, actor) });

/** A fault or its end that is one message to its target. */
export const message = (type: string) => (actor: Actor) => actor.send(actor.id, { type });
