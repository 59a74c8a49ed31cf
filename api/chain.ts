/** Causal chains: from an effect back to the fault, operation or start that it goes back to. */
import { textOf } from '../models/index.ts';
import { type Condition, formatMoment, type Micros, type Property, type Run, type TraceRecord, toSeconds } from '../sim/index.ts';
import { type Screen, wrap } from './screen.ts';

/** A chain in the stable shape of `--json`, effect first. */
export const chainJson = (record: number, run: Run) =>
  run.world.trace.why(record).map((step) => ({
    at: toSeconds(step.at),
    actor: step.actor,
    event: step.event,
    from: step.from,
    to: step.to,
    text: textOf(step, run),
  }));

/** A chain for people: each cause indented below its effect. Looks of controllers, and what says the same twice, are left out. */
export function formatChain(record: number, run: Run, screen: Screen): string[] {
  const steps = run.world.trace.why(record);
  const told = steps.filter((step, i) => step.kind !== 'action' && !isSameAs(step, steps[i + 1], run));
  const moments = told.map(({ at }) => formatMoment(at));
  const clock = Math.max(...moments.map(({ length }) => length));
  return told.flatMap((step, depth) => {
    const lead = `${(moments[depth] as string).padStart(clock)}  ${'  '.repeat(depth)}${depth === 0 ? '' : '← '}`;
    const root = depth === told.length - 1 && step.kind !== 'start' ? ` (${step.kind === 'failure' ? 'drawn failure' : step.kind})` : '';
    return wrap(`${textOf(step, run)}${root}`, screen.width - lead.length - 4).map((line, i) => `    ${i === 0 ? lead : ' '.repeat(lead.length)}${line}`);
  });
}

const isSameAs = (step: TraceRecord, cause: TraceRecord | undefined, run: Run): boolean => cause !== undefined && textOf(step, run) === textOf(cause, run);

/**
 * The record that a verdict without one of its own goes back to: the last one, up to `until`, about anything that the
 * property looks at. -1 when there is none.
 */
export function evidence(property: Property | undefined, until: Micros, run: Run): number {
  if (!property || property.kind === 'level') return -1;
  const { trace } = run.world;
  for (let index = trace.length - 1; index > 0; index--) {
    const record = trace.record(index);
    if (record.at <= until && concerns(property.condition, record, run)) return index;
  }
  return -1;
}

function concerns(condition: Condition, record: TraceRecord, run: Run): boolean {
  if ('all' in condition) return condition.all.some((one) => concerns(one, record, run));
  if ('any' in condition) return condition.any.some((one) => concerns(one, record, run));
  if ('not' in condition) return concerns(condition.not, record, run);
  if ('actor' in condition) return record.kind === 'transition' && record.actor === condition.actor;
  if ('path' in condition) return record.kind === 'path' && record.actor === condition.path;
  if ('pool' in condition) return record.kind === 'pool' && record.actor === condition.pool;
  const { kind, actor } = 'count' in condition ? { kind: condition.count.kind, actor: undefined } : condition.happened;
  if (record.kind !== 'transition' || (actor !== undefined && record.actor !== actor)) return false;
  return kind === undefined || run.world.find(record.actor)?.kind === kind;
}
