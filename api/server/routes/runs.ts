import { Type } from '@sinclair/typebox';
import type { App, House } from '../app.ts';
import { RunBody, RunList, RunRequest } from '../protocol.ts';
import { answers, ById, closed, nothing } from './parameters.ts';

const Page = Type.Object(
  {
    limit: Type.Integer({ minimum: 1, maximum: 200, default: 50 }),
    cursor: Type.Optional(Type.String({ pattern: '^\\d{1,15}$', description: '`next` of the page before.' })),
  },
  closed,
);

export function runRoutes(app: App, { runs }: House): void {
  const tags = ['runs'];
  app.post(
    '/runs',
    { schema: { tags, summary: 'Start a run', body: RunRequest, response: answers({ 200: RunBody, 202: RunBody }) } },
    async ({ body }, reply) => {
      const { run, isNew } = await runs.submit(body);
      return reply
        .code(isNew ? 202 : 200)
        .header('location', `/api/v1/runs/${run.id}`)
        .send(run);
    },
  );
  app.get(
    '/runs',
    { schema: { tags, summary: 'The runs, newest first', querystring: Page, response: answers({ 200: RunList }) } },
    async ({ query: { limit, cursor } }) => runs.list(limit, cursor),
  );
  app.get(
    '/runs/:id',
    { schema: { tags, summary: 'A run: how far it is, and what it came to', params: ById, response: answers({ 200: RunBody }) } },
    async ({ params: { id } }) => runs.get(id),
  );
  app.post('/runs/:id/cancel', { schema: { tags, summary: 'Cancel a run', params: ById, response: answers({ 200: RunBody }) } }, async ({ params: { id } }) =>
    runs.cancel(id),
  );
  app.post(
    '/runs/:id/rerun',
    { schema: { tags, summary: 'Start another run of the same request', params: ById, response: answers({ 202: RunBody }) } },
    async ({ params: { id } }, reply) => {
      const run = runs.rerun(id);
      return reply.code(202).header('location', `/api/v1/runs/${run.id}`).send(run);
    },
  );
  app.delete(
    '/runs/:id',
    { schema: { tags, summary: 'Delete a run', params: ById, response: answers({ 204: nothing }) } },
    async ({ params: { id } }, reply) => {
      runs.delete(id);
      return reply.code(204).send();
    },
  );
}
