/**
 * What may happen to a design: the schema of a scenario, which is its validation, its types and its documentation.
 * Lines of the timeline and of `expect` are one flat shape each, so that an error can name the key that is wrong;
 * which keys go together is checked in check.ts.
 */
import { type Static, Type } from '@sinclair/typebox';
import type { Condition } from '../sim/index.ts';
import { argumentShapes } from './arguments.ts';
import { duration } from './shapes.ts';

const text = (description: string) => Type.String({ description, minLength: 1 });
const optional = Type.Optional;
const closed = { additionalProperties: false };

const bound = { atLeast: optional(Type.Number()), atMost: optional(Type.Number()), exactly: optional(Type.Number()) };

/** A condition, wherever one stands; its shape is the schema's own definition below. */
const condition = Type.Unsafe<Condition>({ $ref: '#/$defs/condition' });

const conditionShape = Type.Object(
  {
    actor: optional(text('An actor; goes with state.')),
    state: optional(text('A state, or a state above it.')),
    count: optional(
      Type.Object(
        {
          kind: text('A kind of actor.'),
          state: optional(text('Only those in this state.')),
          label: optional(Type.Record(Type.String(), Type.String(), { description: 'Only those that carry these labels.' })),
        },
        { ...closed, description: 'How many actors; goes with a bound.' },
      ),
    ),
    pool: optional(text('A pool; goes with of and a bound.')),
    of: optional(Type.Unsafe<'free' | 'taken'>({ type: 'string', enum: ['free', 'taken'] })),
    path: optional(text("A path's present share; goes with a bound.")),
    happened: optional(
      Type.Object(
        {
          kind: optional(text('A kind.')),
          actor: optional(text('An actor.')),
          event: optional(text('An event.')),
          from: optional(text('A state.')),
          to: optional(text('A state.')),
        },
        { ...closed, description: 'How often something has happened so far; goes with a bound, at least once when left out.' },
      ),
    ),
    ...bound,
    all: optional(Type.Array(condition)),
    any: optional(Type.Array(condition)),
    not: optional(condition),
  },
  { ...closed, description: 'A statement about the present state.' },
);

const limits = Type.Object({ atLeast: optional(Type.Number()), atMost: optional(Type.Number()) }, closed);
const limitsOfTime = Type.Object({ atLeast: optional(duration('As 30s.')), atMost: optional(duration('As 30s.')) }, closed);

const expectation = Type.Object(
  {
    name: text('What is expected, as a sentence.'),
    always: optional(condition),
    never: optional(condition),
    sometimes: optional(condition),
    eventually: optional(condition),
    within: optional(duration('How soon, counted from `from`.')),
    from: optional(duration('Only from this time on.')),
    to: optional(duration('Only before this time.')),
    level: optional(text('A path whose service level is bounded.')),
    availability: optional(limits),
    meanShare: optional(limits),
    outage: optional(limitsOfTime),
    outages: optional(limits),
  },
  { ...closed, description: 'One of always, never, sometimes, eventually, level.' },
);

const line = Type.Object(
  {
    at: duration('When, counted from the start.'),
    fault: optional(text('A fault verb; goes with target.')),
    target: optional(text('An id, a role, `one of GROUP`, `all of GROUP` or `RELATION of TARGET`.')),
    for: optional(duration('How long the fault lasts; for ever when left out.')),
    operation: optional(text('An operation verb.')),
    count: optional(Type.Integer({ minimum: 1, maximum: 20_000, description: 'How many times.' })),
    every: optional(duration('How far apart.')),
    ...argumentShapes,
    say: optional(text('Narration.')),
  },
  { ...closed, description: 'One of fault, operation, say.' },
);

/** Overrides of a design, by path: `vsphere.ha.enabled: false`. */
const overrides = Type.Record(Type.String(), Type.Unknown(), { description: 'Parts of the design to change, by path.' });

export const scenarioSchema = Type.Object(
  {
    apiVersion: Type.Literal('paddock/v1'),
    kind: Type.Literal('Scenario'),
    name: text('The scenario.'),
    system: Type.String({ description: 'The system it shows, for the list.', default: 'platform' }),
    title: text('One sentence on what it shows.'),
    source: optional(text('Where the behaviour is described.')),
    design: text('The design file, relative to this one.'),
    set: optional(overrides),
    seed: Type.Integer({ default: 1, minimum: 0, maximum: Number.MAX_SAFE_INTEGER }),
    duration: duration('How long the run lasts.'),
    failures: Type.Unsafe<'none' | 'drawn'>({
      type: 'string',
      enum: ['none', 'drawn'],
      default: 'none',
      description: "Whether the design's reliability draws failures.",
    }),
    arrivals: Type.Unsafe<'none' | 'drawn'>({
      type: 'string',
      enum: ['none', 'drawn'],
      default: 'none',
      description: "Whether the design's downstream clusters arrive.",
    }),
    timeline: Type.Array(line, { default: [] }),
    expect: Type.Array(expectation, { default: [] }),
    flip: optional(
      Type.Object(
        { set: overrides, fails: text('The expectation that then fails.'), because: text('Why.') },
        { ...closed, description: 'One change that must turn the verdict.' },
      ),
    ),
  },
  {
    additionalProperties: false,
    $defs: { condition: conditionShape },
    $id: 'https://paddock.invalid/schema/scenario',
    title: 'Scenario',
    description: 'What may happen to a design.',
  },
);

export type Scenario = Static<typeof scenarioSchema>;
export type TimelineLine = Scenario['timeline'][number];
export type Expectation = Scenario['expect'][number];
