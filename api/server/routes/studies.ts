import { Type } from '@sinclair/typebox';
import type { App, House } from '../app.ts';
import { StudyBody, StudyList, StudyRequest } from '../study-protocol.ts';
import { answers, ById, closed, nothing } from './parameters.ts';

const Page = Type.Object(
  {
    limit: Type.Integer({ minimum: 1, maximum: 200, default: 50 }),
    cursor: Type.Optional(Type.String({ pattern: '^\\d{1,15}$', description: '`next` of the page before.' })),
  },
  closed,
);

export function studyRoutes(app: App, { studies }: House): void {
  const tags = ['studies'];
  const started = (id: string) => `/api/v1/studies/${id}`;
  app.post(
    '/studies',
    { schema: { tags, summary: 'Ask a long question about a design', body: StudyRequest, response: answers({ 202: StudyBody }) } },
    async ({ body }, reply) => {
      const study = await studies.submit(body as StudyRequest);
      return reply.code(202).header('location', started(study.id)).send(study);
    },
  );
  app.get(
    '/studies',
    { schema: { tags, summary: 'The studies, newest first', querystring: Page, response: answers({ 200: StudyList }) } },
    async ({ query: { limit, cursor } }) => studies.list(limit, cursor),
  );
  app.get(
    '/studies/:id',
    { schema: { tags, summary: 'A study: how far it is, and what it came to', params: ById, response: answers({ 200: StudyBody }) } },
    async ({ params: { id } }) => studies.get(id),
  );
  app.post(
    '/studies/:id/cancel',
    { schema: { tags, summary: 'Cancel a study', params: ById, response: answers({ 200: StudyBody }) } },
    async ({ params: { id } }) => studies.cancel(id),
  );
  app.post(
    '/studies/:id/rerun',
    { schema: { tags, summary: 'Ask the same again; it goes on where it was ended', params: ById, response: answers({ 202: StudyBody }) } },
    async ({ params: { id } }, reply) => {
      const study = await studies.rerun(id);
      return reply.code(202).header('location', started(study.id)).send(study);
    },
  );
  app.delete(
    '/studies/:id',
    { schema: { tags, summary: 'Delete a study', params: ById, response: answers({ 204: nothing }) } },
    async ({ params: { id } }, reply) => {
      studies.delete(id);
      return reply.code(204).send();
    },
  );
}
