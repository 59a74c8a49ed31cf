import { Readable } from 'node:stream';
import { Type } from '@sinclair/typebox';
import type { App, House } from '../app.ts';
import { TracePage } from '../protocol.ts';
import { answers, ById, closed } from './parameters.ts';

const Page = Type.Object(
  {
    from: Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER, default: 0, description: 'The index of the first record.' }),
    limit: Type.Integer({ minimum: 1, maximum: 5_000, default: 500 }),
  },
  closed,
);

/** Records in one piece of an export. */
const piece = 5_000;

export function traceRoutes(app: App, { runs }: House): void {
  const tags = ['questions to a finished run'];
  app.get(
    '/runs/:id/trace',
    { schema: { tags, summary: 'A page of its records', params: ById, querystring: Page, response: answers({ 200: TracePage }) } },
    ({ params: { id }, query: { from, limit } }) => runs.ask(id, { about: 'records', from, limit }) as Promise<TracePage>,
  );
  app.get('/runs/:id/trace.jsonl', { schema: { tags, summary: 'Every record, one JSON object a line', params: ById } }, async ({ params: { id } }, reply) => {
    type Piece = { text: string; next: number | null };
    const lines = (from: number) => runs.ask(id, { about: 'lines', from, limit: piece }) as Promise<Piece>;
    // What is wrong is said before the first line.
    const first = await lines(0);
    async function* pieces() {
      for (let now = first; ; now = await lines(now.next)) {
        yield now.text;
        if (now.next === null) return;
      }
    }
    return reply
      .type('application/x-ndjson; charset=utf-8')
      .header('content-disposition', `attachment; filename="${id}.jsonl"`)
      .send(Readable.from(pieces(), { objectMode: false }));
  });
}
