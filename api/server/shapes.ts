/** Pieces that the schemas of the protocol are put together from. */
import { type TSchema, Type } from '@sinclair/typebox';

/** Seconds since the start of the run, exact to the microsecond. */
export const Seconds = Type.Number({ description: 'Seconds since the start of the run, with fraction.' });
export const Share = Type.Number({ minimum: 0, maximum: 1, description: 'The fraction of requests that succeed.' });
export const RecordIndex = Type.Integer({ description: "A record's index in the trace; -1 for none." });
export const Id = Type.String({ pattern: '^[A-Za-z0-9_-]{1,64}$', description: 'Safe in a URL.' });
export const Sign = Type.Unsafe<'✖' | '✔' | '◐' | '●' | '◌' | '★' | ''>({
  type: 'string',
  description: '✖ lost, ✔ back, ◐ in part, ● done about it, ◌ waits, ★ leads.',
});
export const Verdict = Type.Unsafe<'passed' | 'failed' | 'unknown'>({ type: 'string', enum: ['passed', 'failed', 'unknown'] });
export const EngineName = Type.Unsafe<'compiled' | 'reference'>({ type: 'string', enum: ['compiled', 'reference'] });

export const Nullable = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);
