import { Type } from '@sinclair/typebox';
import type { App, House } from '../app.ts';
import { Problem } from '../problem.ts';
import { LevelsBody, PoolsBody, PropertiesBody, StateBody, StoryBody, WhyBody } from '../protocol.ts';
import { summaryCsv } from '../summary.ts';
import { Timeline } from '../timeline-protocol.ts';
import { answers, ById, closed, Time } from './parameters.ts';

const At = Type.Object({ at: Time }, closed);

const Why = Type.Object(
  {
    at: Type.Optional(Time),
    path: Type.Optional(Type.String({ minLength: 1, maxLength: 200, description: 'A path; goes with at.' })),
    actor: Type.Optional(Type.String({ minLength: 1, maxLength: 200, description: 'An actor, a pool or a controller; goes with at.' })),
    record: Type.Optional(Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER, description: "A record's index; goes alone." })),
  },
  closed,
);

/** Of what nobody asks, everything up to the end. */
const Until = Type.Object({ at: Type.Optional(Time) }, closed);

export function questionRoutes(app: App, { runs }: House): void {
  const tags = ['questions to a finished run'];
  const about = (summary: string, response: object) => ({ tags, summary, params: ById, response: answers({ 200: response }) });
  app.get('/runs/:id/timeline', { schema: about('Everything that a picture of it needs, at any moment', Timeline) }, async ({ params: { id } }, reply) =>
    reply
      .type('application/json; charset=utf-8')
      .serializer((body: unknown) => body as string)
      .send(Buffer.from((await runs.ask(id, { about: 'timeline' })) as Uint8Array)),
  );
  app.get('/runs/:id/state', { schema: { ...about("Every actor's state at a time", StateBody), querystring: At } }, ({ params: { id }, query: { at } }) =>
    runs.ask(id, { about: 'state', at }),
  );
  app.get(
    '/runs/:id/why',
    { schema: { ...about('The chain of causes behind a path or an actor at a time, or behind a record', WhyBody), querystring: Why } },
    ({ params: { id }, query }) => {
      const { at, path, actor, record } = query;
      if ([path, actor, record].filter((one) => one !== undefined).length !== 1 || (record !== undefined && at !== undefined)) {
        throw new Problem({ status: 400, code: 'bad-request', detail: 'ask with at and path, at and actor, or record alone' });
      }
      return runs.ask(id, { about: 'why', at, path, actor, record });
    },
  );
  app.get('/runs/:id/story', { schema: about('What mattered, one line a fact', StoryBody) }, ({ params: { id } }) => runs.ask(id, { about: 'story' }));
  app.get('/runs/:id/properties', { schema: about('What was expected, and whether it held', PropertiesBody) }, ({ params: { id } }) =>
    runs.ask(id, { about: 'properties' }),
  );
  app.get('/runs/:id/levels', { schema: about('Service levels of the paths', LevelsBody) }, ({ params: { id } }) => runs.ask(id, { about: 'levels' }));
  app.get(
    '/runs/:id/pools',
    { schema: { ...about('What is taken of the pools, and by whom, at a time; at the end when left out', PoolsBody), querystring: Until } },
    async ({ params: { id }, query }) => {
      const at = query.at ?? runs.get(id).progress.until;
      return runs.ask(id, { about: 'pools', at });
    },
  );
  app.get('/runs/:id/summary.csv', { schema: { tags, summary: 'Properties, paths and pools as a table', params: ById } }, async ({ params: { id } }, reply) =>
    reply
      .type('text/csv; charset=utf-8')
      .header('content-disposition', `attachment; filename="${id}.csv"`)
      .send(summaryCsv(runs.get(id))),
  );
}
