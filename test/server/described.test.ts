/** The descriptions of the API are made of what checks it: routes and their schemas, and the frames of the WebSocket. */
import { Ajv } from 'ajv';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { closeCodes } from '../../api/server/async-api.ts';
import { ClientFrame, ServerFrame } from '../../api/server/stream-protocol.ts';
import { Listener } from './listener.ts';
import { Served } from './served.ts';

let served: Served;
// biome-ignore lint/suspicious/noExplicitAny: documents of others' making
let openApi: any;
// biome-ignore lint/suspicious/noExplicitAny: documents of others' making
let asyncDocument: any;
beforeAll(async () => {
  served = await Served.start();
  openApi = (await served.get('/openapi.json')).body;
  asyncDocument = (await served.get('/asyncapi.json')).body;
});
afterAll(() => served.close());

/** What every `$ref` of a document points to, undefined where that is nothing. */
function refsOf(value: unknown, root: unknown): unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    if (key !== '$ref' || typeof inner !== 'string') return refsOf(inner, root);
    const steps = inner.replace(/^#\//, '').split('/');
    return [steps.reduce<unknown>((at, step) => (at as Record<string, unknown> | undefined)?.[step], root)];
  });
}

const typesOf = (union: typeof ClientFrame | typeof ServerFrame): string[] => union.anyOf.map(({ properties }) => properties.type.const);

it('every route is described, with a summary and the shape of its right and wrong answers', () => {
  const routes = Object.entries<Record<string, { summary?: string; responses: Record<string, unknown> }>>(openApi.paths);
  expect(routes.map(([path]) => path)).toEqual(expect.arrayContaining(['/api/v1/designs/{id}', '/api/v1/runs/{id}/stream']));
  for (const [path, methods] of routes)
    for (const [method, { summary, responses }] of Object.entries(methods)) {
      expect(summary, `${method} ${path}`).toBeTruthy();
      expect(Object.keys(responses).length, `${method} ${path}`).toBeGreaterThan(0);
    }
  expect(refsOf(openApi, openApi)).not.toContain(undefined);
});

it('the frames are components of it, and the prose of the route says when a socket is closed', () => {
  const { schemas } = openApi.components;
  expect(schemas.ClientFrame.oneOf.length).toBe(typesOf(ClientFrame).length);
  expect(schemas.ServerFrame.oneOf.length).toBe(typesOf(ServerFrame).length);
  const { description } = openApi.paths['/api/v1/runs/{id}/stream'].get;
  for (const code of Object.keys(closeCodes)) expect(description).toContain(code);
});

it('the AsyncAPI document holds every frame, and every reference in it leads somewhere', () => {
  expect(asyncDocument.asyncapi).toBe('3.0.0');
  expect(refsOf(asyncDocument, asyncDocument)).not.toContain(undefined);
  const messages = Object.values<{ payload: { properties: { type: { const: string } } } }>(asyncDocument.channels.stream.messages);
  expect(messages.map(({ payload }) => payload.properties.type.const).sort()).toEqual([...typesOf(ClientFrame), ...typesOf(ServerFrame)].sort());
});

it('frames that come over a real socket are what the documents say', async () => {
  const ajv = new Ajv({ strict: false });
  ajv.addSchema({ $id: 'openapi', components: openApi.components });
  const isServerFrame = ajv.compile({ $ref: 'openapi#/components/schemas/ServerFrame' });
  const isClientFrame = ajv.compile({ $ref: 'openapi#/components/schemas/ClientFrame' });
  const run = await served.run({ scenario: 'etcd-leader-loss' });
  const listener = await Listener.open(await served.listen(), run.id);
  await listener.next('clock');
  listener.say({ type: 'play', speed: 100_000 });
  await listener.next('end');
  for (const frame of listener.frames) expect([isServerFrame(frame), frame.type]).toEqual([true, frame.type]);
  expect([isClientFrame({ type: 'seek', at: 1 }), isClientFrame({ type: 'fly' }), isClientFrame({ type: 'pause', now: true })]).toEqual([true, false, false]);
  listener.close();
});
