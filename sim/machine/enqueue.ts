/** What an `enqueueActions` queues: resolved while it runs, since its collector says what to do only then. */
import { assign, cancel, raise } from 'xstate';
import { type Args, type Op, paramsOf, type Resolver, type Standing } from './ops.ts';

/** XState's own makers of built-in actions. */
const makers = { assign, raise, cancel } as unknown as Record<string, (...given: unknown[]) => unknown>;
const lacking = ['sendTo', 'sendParent', 'emit', 'spawnChild', 'stopChild'];

/** Runs the collector and returns what it queued, to be done before the next action. */
export function collect(op: Extract<Op, { op: 'enqueue' }>, args: Args, standing: Standing, resolver: Resolver): Op[] {
  const { where } = op;
  const queued: Op[] = [];
  const push = (action: unknown): void => void queued.push(resolver.op(action, where, undefined));
  const given: Record<string, (...given: unknown[]) => void> = {};
  for (const name in makers) given[name] = (...parts) => push(makers[name]?.(...parts));
  for (const name of lacking) given[name] = () => resolver.refuse(where, `${name} is not part of the compiled form`);
  const check = (guard: unknown) => resolver.guard(guard, where)(args, standing);
  op.collect(Object.create(args, { enqueue: { value: Object.assign(push, given) }, check: { value: check } }), paramsOf(op.params, args));
  return queued;
}
