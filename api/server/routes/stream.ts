import type { App, House } from '../app.ts';
import { streamDescription } from '../async-api.ts';
import { Problem } from '../problem.ts';
import { ProblemBody } from '../protocol.ts';
import { ById } from './parameters.ts';

export function streamRoute(app: App, { theatre }: House): void {
  app.route({
    method: 'GET',
    url: '/runs/:id/stream',
    schema: {
      tags: ['runs'],
      summary: 'WebSocket: a run as it goes, or a finished one played',
      description: streamDescription,
      params: ById,
      response: { 101: { type: 'null', description: 'The socket is open; `ServerFrame`s come, `ClientFrame`s are taken.' }, '4xx': ProblemBody },
    },
    handler: () => {
      throw new Problem({ status: 426, code: 'websocket-only', detail: 'this address speaks WebSocket alone' });
    },
    wsHandler: (socket, { params: { id } }) => theatre.join(id, socket),
  });
}
