import type { App, House } from '../app.ts';
import { DesignBody, DesignList } from '../protocol.ts';
import { answers, ById } from './parameters.ts';

export function designRoutes(app: App, { library }: House): void {
  const tags = ['designs'];
  app.get('/designs', { schema: { tags, summary: 'The designs', response: answers({ 200: DesignList }) } }, async () => ({ designs: await library.designs() }));
  app.get('/designs/:id', { schema: { tags, summary: 'A design', params: ById, response: answers({ 200: DesignBody }) } }, ({ params: { id } }) =>
    library.design(id),
  );
}
