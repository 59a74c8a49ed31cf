/**
 * What goes over the WebSocket of a run, `/api/v1/runs/:id/stream`, as JSON texts.
 *
 * A reader of a run that is under way gets its progress and records as they come. A reader of a finished run has a play
 * head of its own: it stands at 0 s until `play`, `step` or `seek` moves it. What a reader is too slow for is left
 * out and named in a `gap`, to be had from `GET /runs/:id/trace`. Nonsense closes the socket: 1003 for binary, 1007 for
 * what is no JSON, 1008 for what is no {@link ClientFrame} or comes too fast, 1009 for what is too large. 1001: Paddock
 * stops. 4404: no such run.
 */
import { type Static, Type } from '@sinclair/typebox';
import { RecordBody, RunStatus } from './protocol.ts';
import { Id, Nullable, Seconds } from './shapes.ts';

const closed = { additionalProperties: false };

/** Titles are the frames' names in the documents at /api/v1/openapi.json and /api/v1/asyncapi.json. */
const frame = (title: string, description: string) => ({ ...closed, title, description });

export const ClientFrame = Type.Union([
  Type.Object(
    {
      type: Type.Literal('play'),
      speed: Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 1_000_000, description: 'Virtual seconds a second; as before when left out.' })),
    },
    frame('Play', 'Moves the play head on.'),
  ),
  Type.Object({ type: Type.Literal('pause') }, frame('Pause', 'Stops the play head where it is.')),
  Type.Object(
    { type: Type.Literal('step'), by: Type.Integer({ minimum: -100_000, maximum: 100_000, description: 'Instants, back when negative.' }) },
    frame('Step', 'Moves the play head by instants, and sends the records it passes.'),
  ),
  Type.Object(
    { type: Type.Literal('seek'), at: Type.Number({ minimum: 0, maximum: 1e10, description: 'Seconds.' }) },
    frame('Seek', 'Puts the play head at a time.'),
  ),
]);
export type ClientFrame = Static<typeof ClientFrame>;

const told = (title: string, description: string) => ({ title, description });

export const ServerFrame = Type.Union([
  Type.Object(
    { type: Type.Literal('hello'), run: Id, status: RunStatus, until: Seconds, records: Nullable(Type.Integer()) },
    told('Hello', 'First of all, and again when a run that was under way has ended. `records` is how many there are, null while unknown.'),
  ),
  Type.Object({ type: Type.Literal('progress'), at: Seconds, events: Type.Integer() }, told('Progress', 'How far a run under way has come.')),
  Type.Object(
    { type: Type.Literal('records'), from: Type.Integer(), to: Type.Integer(), records: Type.Array(RecordBody) },
    told('Records', 'Records from index `from` up to, without, `to`.'),
  ),
  Type.Object(
    { type: Type.Literal('gap'), from: Type.Integer(), to: Type.Integer(), href: Type.String() },
    told('Gap', 'Records that were left out for this reader; `href` has them once the run has finished.'),
  ),
  Type.Object(
    { type: Type.Literal('clock'), at: Seconds, next: Type.Integer(), isPlaying: Type.Boolean(), speed: Type.Number() },
    told('Clock', 'Where the play head is: before record `next`. After every command, and now and then while playing.'),
  ),
  Type.Object({ type: Type.Literal('end'), at: Seconds }, told('End', 'The play head has reached the end.')),
  Type.Object(
    { type: Type.Literal('error'), code: Type.String(), detail: Type.String() },
    told('Error', 'What was asked for cannot be done now; the socket stays open.'),
  ),
]);
export type ServerFrame = Static<typeof ServerFrame>;
