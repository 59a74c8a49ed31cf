import type { App, House } from '../app.ts';
import { ScenarioBody, ScenarioList, ScenarioUpload } from '../protocol.ts';
import { answers, ById, nothing } from './parameters.ts';

export function scenarioRoutes(app: App, { library }: House): void {
  const tags = ['scenarios'];
  app.get('/scenarios', { schema: { tags, summary: 'The scenarios, shipped and sent', response: answers({ 200: ScenarioList }) } }, () => library.scenarios());
  app.get('/scenarios/:id', { schema: { tags, summary: 'A scenario', params: ById, response: answers({ 200: ScenarioBody }) } }, ({ params: { id } }) =>
    library.scenario(id),
  );
  app.post(
    '/scenarios',
    {
      schema: {
        tags,
        summary: 'Send a scenario; everything that is wrong with it is answered with line and column',
        body: ScenarioUpload,
        response: answers({ 201: ScenarioBody }),
      },
    },
    async ({ body }, reply) => reply.code(201).send(await library.add(body)),
  );
  app.delete(
    '/scenarios/:id',
    { schema: { tags, summary: 'Delete a scenario that was sent', params: ById, response: answers({ 204: nothing }) } },
    async ({ params }, reply) => {
      library.remove(params.id);
      return reply.code(204).send();
    },
  );
}
