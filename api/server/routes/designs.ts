import type { App, House } from '../app.ts';
import { DesignBody, DesignList, DesignText, DesignUpload } from '../protocol.ts';
import { answers, ById, nothing } from './parameters.ts';

export function designRoutes(app: App, { library }: House): void {
  const tags = ['designs'];
  app.get('/designs', { schema: { tags, summary: 'The designs, shipped and sent', response: answers({ 200: DesignList }) } }, async () => ({
    designs: await library.designs(),
  }));
  app.get('/designs/:id', { schema: { tags, summary: 'A design', params: ById, response: answers({ 200: DesignBody }) } }, ({ params: { id } }) =>
    library.design(id),
  );
  app.post(
    '/designs',
    {
      schema: {
        tags,
        summary: 'Send a design under a new name; everything that is wrong with it is answered with line and column',
        body: DesignUpload,
        response: answers({ 201: DesignBody }),
      },
    },
    async ({ body }, reply) => reply.code(201).send(await library.addDesign(body)),
  );
  app.put(
    '/designs/:id',
    {
      schema: {
        tags,
        summary: 'Send a design, or put it in the place of the one before; what ran keeps the one it ran on',
        params: ById,
        body: DesignText,
        response: answers({ 200: DesignBody, 201: DesignBody }),
      },
    },
    async ({ params: { id }, body: { text } }, reply) => {
      const { design, isNew } = await library.putDesign(id, text);
      return reply.code(isNew ? 201 : 200).send(design);
    },
  );
  app.delete(
    '/designs/:id',
    { schema: { tags, summary: 'Delete a design that was sent', params: ById, response: answers({ 204: nothing }) } },
    async ({ params: { id } }, reply) => {
      library.removeDesign(id);
      return reply.code(204).send();
    },
  );
}
