/** The engine's public face. */

export { Stream } from './chance.ts';
export { type Checkpoint, clone } from './checkpoint.ts';
export { type Bound, type Condition, type Happening, holds } from './condition.ts';
export { type Controller, ControllerHand, type Watch } from './controller.ts';
export {
  type FaultReport,
  type FaultVerb,
  type Misfortune,
  type OperationVerb,
  type Roles,
  resolveTarget,
  type ScriptEntry,
  type Vocabulary,
} from './fault.ts';
export { type LeaseTimes, leaseKind, leaseMachine } from './lease.ts';
export { compile } from './machine/compiled.ts';
export type { Data, Message } from './machine/life.ts';
export { isIn, stateName } from './machine/life.ts';
export { MachineError } from './machine/ops.ts';
export * from './parameter.ts';
export { type Answer, type Hop, isWhole, type Outage, type Path, type ServiceLevel } from './path.ts';
export { Pool } from './pool.ts';
export type { LevelBounds, Outcome, Property, Verdict } from './property.ts';
export { type PoolSummary, Run, type RunResult, type RunSpec, simulate, type Twin } from './run.ts';
export { Schedule } from './schedule.ts';
export * from './time.ts';
export { type RecordKind, recordKinds, Trace, type TraceRecord } from './trace.ts';
export { defaultAt, isSince } from './version.ts';
export { Actor, type Birth, defineKind, Hand, type Kind, View } from './view.ts';
export { type Engine, World } from './world.ts';
