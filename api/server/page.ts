/** The web page, as Vite built it. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { App } from './app.ts';

const missing = 'The page is not built. `npm run build` builds it; the API is at /api/v1, its description at /api/docs.\n';

/** Nothing from any other host, and nothing inline but styles, which drawings need. */
const policy =
  "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self' ws: wss:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'";

export async function servePage(app: App, folder: string): Promise<void> {
  if (!existsSync(join(folder, 'index.html'))) {
    app.get('/', { schema: { hide: true } }, async (_, reply) => reply.code(404).type('text/plain; charset=utf-8').send(missing));
    return;
  }
  await app.register(fastifyStatic, {
    root: folder,
    setHeaders: (response, path) => {
      response.header('content-security-policy', policy);
      response.header('x-content-type-options', 'nosniff');
      // Built files carry a hash of their contents in their names.
      response.header('cache-control', /[/\\]assets[/\\]/.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache');
    },
  });
}
