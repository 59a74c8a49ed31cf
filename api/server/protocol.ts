/**
 * Everything that goes over HTTP, under `/api/v1`: one schema for validation, types and the OpenAPI document. What goes
 * over the WebSocket is in stream-protocol.ts, what a page draws from in timeline-protocol.ts. Times are seconds with
 * fraction since the start of the run, dates ISO 8601, ids safe in a URL. Answers that are wrong are {@link ProblemBody}.
 *
 * GET    /designs                      {@link DesignList}
 * POST   /designs                      {@link DesignUpload} → 201 {@link DesignBody}; 422 with `errors` when wrong, 409 for a name that is taken
 * GET    /designs/:id                  {@link DesignBody}
 * PUT    /designs/:id                  {@link DesignText} → 200 or 201 {@link DesignBody}: sent, or in the place of the one before
 * DELETE /designs/:id                  204; 403 for one that is shipped
 * GET    /scenarios                    {@link ScenarioList}
 * POST   /scenarios                    {@link ScenarioUpload} → 201 {@link ScenarioBody}; 422 with `errors` when wrong
 * GET    /scenarios/:id                {@link ScenarioBody}
 * DELETE /scenarios/:id                204; 403 for one that is shipped
 * POST   /runs                         {@link RunRequest} → 202 {@link RunBody}, or 200 when `reuse` found one
 * GET    /runs?limit=&cursor=          {@link RunList}, newest first
 * GET    /runs/:id                     {@link RunBody}
 * POST   /runs/:id/cancel              {@link RunBody}; 409 when it is over
 * POST   /runs/:id/rerun               202 {@link RunBody} of a new run of the same request
 * DELETE /runs/:id                     204; 409 while it is queued or running
 * GET    /runs/:id/timeline            {@link Timeline}
 * GET    /runs/:id/trace?from=&limit=  {@link TracePage}
 * GET    /runs/:id/trace.jsonl         every record, one JSON object a line, as `paddock run --trace`
 * GET    /runs/:id/summary.csv         paths, pools and properties
 * GET    /runs/:id/state?at=           {@link StateBody}
 * GET    /runs/:id/why?…               {@link WhyBody}; one of at&path, at&actor, record
 * GET    /runs/:id/story               {@link StoryBody}
 * GET    /runs/:id/properties          {@link PropertiesBody}
 * GET    /runs/:id/levels              {@link LevelsBody}
 * GET    /runs/:id/pools?at=           {@link PoolsBody}
 * WS     /runs/:id/stream              ServerFrame out, ClientFrame in (stream-protocol.ts)
 *
 * Of a run that is not finished, everything below `/runs/:id/` but the stream answers 409.
 */
import { type Static, Type } from '@sinclair/typebox';
import { EngineName, Id, Nullable, RecordIndex, Seconds, Share, Sign, Verdict } from './shapes.ts';

// Wrong answers -------------------------------------------------------------------------------------------------------

export const FileProblem = Type.Object({
  code: Type.String(),
  message: Type.String(),
  file: Type.String({ description: 'A file, a part of the request, or an override.' }),
  line: Nullable(Type.Integer()),
  column: Nullable(Type.Integer()),
  expected: Nullable(Type.String()),
  found: Nullable(Type.String()),
  nearest: Nullable(Type.String({ description: 'The nearest known name, for a typo.' })),
});
export type FileProblem = Static<typeof FileProblem>;

export const ProblemBody = Type.Object(
  {
    type: Type.String({ description: 'about:blank; `code` tells problems apart.' }),
    title: Type.String(),
    status: Type.Integer(),
    detail: Type.String({ description: 'One plain sentence.' }),
    code: Type.String({ description: 'wrong-input, not-found, not-finished, limit-reached, ...' }),
    instance: Type.String(),
    errors: Type.Optional(Type.Array(FileProblem)),
  },
  { description: 'RFC 9457, as application/problem+json.' },
);
export type ProblemBody = Static<typeof ProblemBody>;

// Designs and scenarios -----------------------------------------------------------------------------------------------

export const DesignEntry = Type.Object({
  id: Id,
  name: Type.String(),
  file: Type.String({ description: 'Of one that was sent: the name that a scenario gives it, as designs/mine.yaml.' }),
  hosts: Type.Integer(),
  clusters: Type.Integer(),
  isShipped: Type.Boolean({ description: 'Comes with Paddock; cannot be replaced or deleted.' }),
});
export const DesignList = Type.Object({ designs: Type.Array(DesignEntry) });
export const DesignBody = Type.Intersect([
  DesignEntry,
  Type.Object({ text: Type.String({ description: 'The YAML.' }), data: Type.Unknown({ description: 'Parsed, with defaults.' }) }),
]);
const DesignYaml = Type.String({ minLength: 1, maxLength: 262_144, description: 'The YAML.' });
export const DesignUpload = Type.Object(
  {
    text: DesignYaml,
    name: Type.String({
      pattern: '^[A-Za-z0-9_-]{1,64}(\\.ya?ml)?$',
      description: 'Its file name; without the ending it is its id. A scenario names it designs/NAME.yaml.',
    }),
  },
  { additionalProperties: false },
);
export const DesignText = Type.Object({ text: DesignYaml }, { additionalProperties: false });
export type DesignUpload = Static<typeof DesignUpload>;
export type DesignText = Static<typeof DesignText>;
export type DesignEntry = Static<typeof DesignEntry>;
export type DesignList = Static<typeof DesignList>;
export type DesignBody = Static<typeof DesignBody>;

export const ScenarioEntry = Type.Object({
  id: Id,
  name: Type.String(),
  system: Type.String(),
  title: Type.String(),
  design: Type.String({ description: "The design's id." }),
  seed: Type.Integer(),
  duration: Seconds,
  isShipped: Type.Boolean({ description: 'Comes with Paddock; cannot be deleted.' }),
});
export const WrongScenario = Type.Object(
  { id: Id, detail: Type.String(), errors: Type.Array(FileProblem) },
  { description: 'One that is shipped and cannot be run.' },
);
export const ScenarioList = Type.Object({ scenarios: Type.Array(ScenarioEntry), wrong: Type.Array(WrongScenario) });
export const ScenarioBody = Type.Intersect([
  ScenarioEntry,
  Type.Object({ text: Type.String({ description: 'The YAML.' }), data: Type.Unknown({ description: 'Parsed, with defaults.' }) }),
]);
export const ScenarioUpload = Type.Object(
  {
    text: Type.String({
      minLength: 1,
      maxLength: 262_144,
      description: 'The YAML. Its `design` names one that is shipped or was sent, as designs/article.yaml.',
    }),
    name: Type.Optional(Type.String({ pattern: '^[\\w .-]{1,100}$', description: 'What errors call the file; scenario.yaml when left out.' })),
  },
  { additionalProperties: false },
);
export type ScenarioEntry = Static<typeof ScenarioEntry>;
export type WrongScenario = Static<typeof WrongScenario>;
export type ScenarioList = Static<typeof ScenarioList>;
export type ScenarioBody = Static<typeof ScenarioBody>;
export type ScenarioUpload = Static<typeof ScenarioUpload>;

// Runs ----------------------------------------------------------------------------------------------------------------

const Scalar = Type.Union([Type.String({ maxLength: 1_000 }), Type.Number(), Type.Boolean()]);

export const RunRequest = Type.Object(
  {
    scenario: Id,
    seed: Type.Optional(Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER, description: "The scenario's own when left out." })),
    design: Type.Optional(Type.Unsafe<string>({ ...Id, description: "Another design's id, instead of the one that the scenario names." })),
    set: Type.Optional(Type.Record(Type.String({ maxLength: 200 }), Scalar, { maxProperties: 50, description: 'Changes to the design, by path.' })),
    engine: Type.Optional(EngineName),
    reuse: Type.Optional(Type.Boolean({ description: 'Answer with a run of the same request that is queued, running or finished, if there is one.' })),
  },
  { additionalProperties: false },
);
export type RunRequest = Static<typeof RunRequest>;

export const RunStatus = Type.Unsafe<'queued' | 'running' | 'finished' | 'failed' | 'cancelled' | 'interrupted'>({
  type: 'string',
  enum: ['queued', 'running', 'finished', 'failed', 'cancelled', 'interrupted'],
  description: 'failed: ended by a limit or a fault of the scenario, see problem. interrupted: Paddock stopped meanwhile; may be rerun.',
});
export type RunStatus = Static<typeof RunStatus>;

export const Progress = Type.Object({ at: Seconds, until: Seconds, events: Type.Integer() });

/** What a run was asked for; with the texts of scenario and design it decides everything. A link holds these. */
export const RunSpecBody = Type.Object({
  scenario: Id,
  seed: Type.Integer(),
  design: Type.Optional(Id),
  set: Type.Record(Type.String(), Scalar),
  engine: EngineName,
});
export type RunSpecBody = Static<typeof RunSpecBody>;

export const RunEntry = Type.Object({
  id: Id,
  status: RunStatus,
  request: RunSpecBody,
  progress: Progress,
  createdAt: Type.String({ format: 'date-time' }),
  startedAt: Nullable(Type.String({ format: 'date-time' })),
  endedAt: Nullable(Type.String({ format: 'date-time' })),
  problem: Nullable(Type.Object({ code: Type.String(), detail: Type.String(), errors: Type.Optional(Type.Array(FileProblem)) })),
  verdict: Type.Optional(Verdict),
});
export type RunEntry = Static<typeof RunEntry>;

export const ChainLink = Type.Object({
  record: Type.Optional(RecordIndex),
  at: Seconds,
  actor: Type.String(),
  event: Type.String(),
  from: Type.String(),
  to: Type.String(),
  text: Type.String(),
});

export const PropertyResult = Type.Object({
  name: Type.String(),
  kind: Type.String(),
  verdict: Verdict,
  at: Nullable(Seconds),
  text: Type.Optional(Type.String()),
  chain: Type.Optional(Type.Array(ChainLink)),
});
export const OutageBody = Type.Object({ from: Seconds, to: Seconds, share: Share, reason: Type.String() });
export const PathResult = Type.Object({ name: Type.String(), availability: Share, meanShare: Share, outages: Type.Array(OutageBody) });
export const PoolResult = Type.Object({ name: Type.String(), capacity: Type.Integer(), taken: Type.Integer(), exhaustedAt: Nullable(Seconds) });

/** What `paddock run --json` prints. */
export const RunResultBody = Type.Object({
  scenario: Type.String(),
  design: Type.String(),
  seed: Type.Integer(),
  engine: EngineName,
  hash: Type.String(),
  events: Type.Integer(),
  until: Seconds,
  verdict: Verdict,
  properties: Type.Array(PropertyResult),
  paths: Type.Array(PathResult),
  pools: Type.Array(PoolResult),
  file: Type.String(),
  version: Type.String(),
});
export type RunResultBody = Static<typeof RunResultBody>;

/** A finished run also has every key of `paddock run --json`, with the same values. */
export const RunBody = Type.Intersect([RunEntry, Type.Partial(RunResultBody)]);
export type RunBody = Static<typeof RunBody>;

export const RunList = Type.Object({ runs: Type.Array(RunEntry), next: Nullable(Type.String({ description: 'The cursor of the next page.' })) });
export type RunList = Static<typeof RunList>;

// Questions to a finished run -----------------------------------------------------------------------------------------

export const RecordBody = Type.Object({
  index: Type.Integer(),
  at: Seconds,
  kind: Type.String({ description: 'start, transition, action, pool, path, fault, heal, operation, failure, note or property.' }),
  actor: Type.String(),
  event: Type.String(),
  from: Type.String(),
  to: Type.String(),
  cause: RecordIndex,
  text: Type.String({ description: 'The record as a sentence.' }),
});
export type RecordBody = Static<typeof RecordBody>;

export const TracePage = Type.Object({
  from: Type.Integer(),
  total: Type.Integer(),
  next: Nullable(Type.Integer({ description: '`from` of the next page.' })),
  records: Type.Array(RecordBody),
});
export type TracePage = Static<typeof TracePage>;

export const FacetValue = Type.Union([Type.String(), Type.Number(), Type.Boolean(), Type.Null(), Type.Array(Type.String())]);
export const Facets = Type.Record(Type.String(), FacetValue, { description: 'What is drawn besides the state; see timeline-protocol.ts.' });
export type Facets = Static<typeof Facets>;

export const HopBody = Type.Object({ at: Type.String({ description: 'An actor, or `dns`.' }), share: Share, reason: Type.Optional(Type.String()) });
export type HopBody = Static<typeof HopBody>;

export const PathState = Type.Object({
  name: Type.String(),
  since: Seconds,
  share: Share,
  delay: Seconds,
  reason: Type.String(),
  record: RecordIndex,
  hops: Type.Array(HopBody),
});

export const StateBody = Type.Object({
  at: Seconds,
  actors: Type.Array(Type.Object({ id: Type.String(), kind: Type.String(), name: Type.String(), state: Type.String(), since: Seconds, facets: Facets })),
  paths: Type.Array(PathState),
});
export type StateBody = Static<typeof StateBody>;

export const WhyBody = Type.Object({
  about: Type.String({ description: 'What was asked about, as a sentence.' }),
  at: Seconds,
  record: RecordIndex,
  chain: Type.Array(Type.Intersect([Type.Required(ChainLink), Type.Object({ kind: Type.String() })]), {
    description: 'Effect first, back to a fault, an operation, a drawn failure or the start. Empty when nothing has changed it.',
  }),
});
export type WhyBody = Static<typeof WhyBody>;

export const StoryLineBody = Type.Object({ at: Seconds, sign: Sign, text: Type.String(), aside: Nullable(Type.String()), record: RecordIndex });
export type StoryLineBody = Static<typeof StoryLineBody>;
export const StoryBody = Type.Object({ lines: Type.Array(StoryLineBody) });
export type StoryBody = Static<typeof StoryBody>;

/** `record` is what decided it, or the last record that it looks at; -1 when there is none. */
export const PropertyBody = Type.Intersect([PropertyResult, Type.Object({ record: RecordIndex })]);
export type PropertyBody = Static<typeof PropertyBody>;
export const PropertiesBody = Type.Object({ verdict: Verdict, properties: Type.Array(PropertyBody) });
export type PropertiesBody = Static<typeof PropertiesBody>;

export const LevelBody = Type.Object({
  name: Type.String(),
  availability: Share,
  meanShare: Share,
  longestDelay: Seconds,
  outages: Type.Array(Type.Intersect([OutageBody, Type.Object({ record: RecordIndex })])),
});
export type LevelBody = Static<typeof LevelBody>;
export const LevelsBody = Type.Object({ levels: Type.Array(LevelBody) });
export type LevelsBody = Static<typeof LevelsBody>;

export const PoolsBody = Type.Object({
  at: Seconds,
  pools: Type.Array(
    Type.Object({
      name: Type.String(),
      capacity: Type.Integer(),
      taken: Type.Integer(),
      exhaustedAt: Nullable(Seconds),
      holders: Type.Array(Type.Object({ place: Type.Integer(), label: Type.String(), owner: Type.String() })),
    }),
  ),
});
export type PoolsBody = Static<typeof PoolsBody>;
