import type { App, House } from '../app.ts';
import { Problem } from '../problem.ts';
import { ById } from './parameters.ts';

export function streamRoute(app: App, { theatre }: House): void {
  app.route({
    method: 'GET',
    url: '/runs/:id/stream',
    schema: { tags: ['runs'], summary: 'WebSocket: a run as it goes, or a finished one played; see stream-protocol.ts', params: ById },
    handler: () => {
      throw new Problem({ status: 426, code: 'websocket-only', detail: 'this address speaks WebSocket alone' });
    },
    wsHandler: (socket, { params: { id } }) => theatre.join(id, socket),
  });
}
