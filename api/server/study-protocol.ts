/**
 * Questions to a whole design, as they go over the wire: what `paddock capacity`, `search`, `availability`, `compare`,
 * `fix` and `check` answer on the command line, asked as studies that take their time.
 *
 * POST   /studies               {@link StudyRequest} → 202 {@link StudyBody}; 422 with everything that is wrong, before any work
 * GET    /studies?limit=&cursor= {@link StudyList}, newest first
 * GET    /studies/:id           {@link StudyBody}
 * POST   /studies/:id/cancel    {@link StudyBody}; 409 when it is over
 * POST   /studies/:id/rerun     202 {@link StudyBody}: the same question again; it goes on where it was ended
 * DELETE /studies/:id           204; 409 while it is queued or running
 */
import { type Static, Type } from '@sinclair/typebox';
import { FileProblem } from './protocol.ts';
import { Id, Nullable, Seconds } from './shapes.ts';

const optional = Type.Optional;
const Text = (description: string) => Type.String({ minLength: 1, maxLength: 200, description });
const Whole = (description: string, minimum = 1, maximum = 1_000_000) => Type.Integer({ minimum, maximum, description });
const Scalar = Type.Union([Type.String({ maxLength: 1_000 }), Type.Number(), Type.Boolean()]);

const common = {
  design: Id,
  set: optional(
    Type.Record(Type.String({ maxLength: 200 }), Scalar, { maxProperties: 50, description: 'Changes to the design, by path; of compare, to the second.' }),
  ),
};
const asked = <Q extends string, O extends Parameters<typeof Type.Object>[0]>(question: Q, options: O, more = {}) =>
  Type.Object(
    { question: Type.Literal(question), ...common, ...more, options: optional(Type.Object(options, { additionalProperties: false })) },
    { additionalProperties: false, title: question },
  );

const seed = optional(Whole('The first of the seeds.', 0, Number.MAX_SAFE_INTEGER));
const faults = optional(Whole('Up to how many faults.', 1, 6));

const property = optional(Text('recovery, committed-data, or a path.'));
const only = { of: optional(Text('Only faults of these verbs, with commas between them.')), among: optional(Text('Only faults of this group of parts.')) };
const within = optional(Text('Refused when it would take longer, as 2h.'));
const seeds = optional(Whole('Seeds for each class.', 1, 100));

export const StudyRequest = Type.Union([
  asked('capacity', {
    until: optional(Text('As 3y, or a day, as 2021-06-30.')),
    arrivals: optional(Text('drawn or steady.')),
    seeds: optional(Whole('Streams drawn.', 1, 100_000)),
    solve: optional(Text('A part.')),
    clusters: optional(Whole('With solve: downstream clusters to carry, instead of the growth.', 0, 1_000_000)),
    projects: optional(Whole('With solve: further projects.', 0, 1_000_000)),
    users: optional(Whole('With solve: further users.', 0, 1_000_000)),
    services: optional(Whole('With solve: further Services of type LoadBalancer.', 0, 1_000_000)),
    ports: optional(Whole('Of each further Service.', 1, 1_000)),
    'pks-clusters': optional(Whole('With solve: further PKS clusters.', 0, 10_000)),
    vary: optional(Text('What if: path=value,value.')),
    seed,
  }),
  asked('search', {
    faults,
    'in-sequence': optional(Whole('Sets of up to so many also strike one after the other.', 1, 6)),
    property,
    seeds: optional(Whole('Seeds for each class.', 1, 1_000)),
    ...only,
    within,
    during: optional(Text('An operation with what it is told.')),
    seed,
  }),
  asked('availability', {
    years: optional(Type.Number({ exclusiveMinimum: 0, maximum: 100 })),
    replications: optional(Whole('Exactly so many.', 2, 1_000_000)),
    ci: optional(Type.Number()),
    precision: optional(Type.Number()),
    target: optional(Text('As rancher-ui=99.9.')),
    sensitivity: optional(Type.Boolean({ description: 'Whether to ask which assumption moves the answer most; true when left out.' })),
    rare: optional(Whole('Episodes.', 2, 1_000_000)),
    seed,
  }),
  asked(
    'compare',
    { scenario: optional(Text('A shipped scenario.')), faults, seeds, within, replications: optional(Whole('Paired years.', 2, 100_000)), seed },
    { other: Id },
  ),
  asked('fix', {
    faults,
    property,
    seeds,
    ...only,
    edits: optional(Whole('Edits together.', 1, 4)),
    until: optional(Text('No pool may run out before, as 2y.')),
    within,
    seed,
  }),
  asked(
    'check',
    { replications: optional(Whole('Years for a rule on availability.', 2, 100_000)), seeds, within, seed },
    { policy: Type.String({ minLength: 1, maxLength: 65_536, description: 'The YAML of a policy.' }), base: optional(Id) },
  ),
]);
export type StudyRequest = Static<typeof StudyRequest> & {
  other?: string;
  base?: string;
  policy?: string;
  options?: Record<string, string | number | boolean>;
};

export const StudyStatus = Type.Unsafe<'queued' | 'running' | 'finished' | 'failed' | 'cancelled' | 'interrupted'>({
  type: 'string',
  enum: ['queued', 'running', 'finished', 'failed', 'cancelled', 'interrupted'],
});

export const StudyProgressBody = Type.Object({
  what: Type.String({ description: 'What is counted, as classes.' }),
  done: Type.Integer(),
  of: Type.Integer(),
  left: Nullable(Seconds),
});

export const StudyEntry = Type.Object({
  id: Id,
  status: StudyStatus,
  question: Type.String(),
  request: Type.Unknown({ description: 'A StudyRequest.' }),
  progress: Nullable(StudyProgressBody),
  createdAt: Type.String({ format: 'date-time' }),
  startedAt: Nullable(Type.String({ format: 'date-time' })),
  endedAt: Nullable(Type.String({ format: 'date-time' })),
  holds: Nullable(Type.Boolean({ description: 'Whether the command line would end with 0.' })),
  problem: Nullable(Type.Object({ code: Type.String(), detail: Type.String(), errors: Type.Optional(Type.Array(FileProblem)) })),
});
export type StudyEntry = Static<typeof StudyEntry>;

export const StudyBody = Type.Intersect([
  StudyEntry,
  Type.Object({ result: Type.Unknown({ description: 'What the command prints under --json; null until it is finished.' }) }),
]);
export type StudyBody = Static<typeof StudyBody>;
export const StudyList = Type.Object({ studies: Type.Array(StudyEntry), next: Nullable(Type.String()) });
export type StudyList = Static<typeof StudyList>;
