/** What the addresses of the API hold. */
import { Type } from '@sinclair/typebox';
import { ProblemBody } from '../protocol.ts';
import { Id } from '../shapes.ts';

export const ById = Type.Object({ id: Id });

/** Seconds; up to 300 years, which is longer than a run can last. */
export const Time = Type.Number({ minimum: 0, maximum: 1e10, description: 'Seconds since the start of the run.' });

export const closed = { additionalProperties: false };

/** With the wrong answers that any route may give. */
export const answers = <T extends object>(right: T) => ({ ...right, '4xx': ProblemBody });

export const nothing = { type: 'null', description: 'Done.' };
