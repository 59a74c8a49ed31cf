/**
 * The WebSocket described, made from the schemas that check its frames: as components of the OpenAPI document, and as an
 * AsyncAPI document of its own, `/api/v1/asyncapi.json`.
 */
import { ClientFrame, ServerFrame } from './stream-protocol.ts';

/** What closes a socket, by code. */
export const closeCodes: Readonly<Record<number, string>> = {
  1001: 'Paddock stops',
  1003: 'a binary message; texts only',
  1007: 'a message that is no JSON',
  1008: 'a message that is no `ClientFrame`, or more than 100 a second',
  1009: 'a message over 4 KiB',
  1011: 'the run cannot be played, or a fault of Paddock itself',
  1013: 'too many readers; try again later',
  4404: 'there is no such run',
};

export const streamDescription = `Open it as a WebSocket; each message is one JSON text.

What comes is a \`ServerFrame\`, what is taken is a \`ClientFrame\` (both under components). A reader of a run under way gets its progress and records as they
come. A reader of a finished run has a play head of its own, at 0 s until \`play\`, \`step\` or \`seek\` moves it. What a reader is too slow for is left out and named in
a \`gap\`, to be had from \`GET /runs/{id}/trace\`. The same as AsyncAPI: \`GET /api/v1/asyncapi.json\`.

Closed with: ${Object.entries(closeCodes)
  .map(([code, why]) => `${code}, ${why}`)
  .join('; ')}.`;

type Schema = Record<string, unknown>;

/** Without what TypeBox keeps beside a schema. */
const bare = (schema: object): Schema => JSON.parse(JSON.stringify(schema)) as Schema;

const unions = { ClientFrame, ServerFrame } as const;
type Union = keyof typeof unions;

const variantsOf = (union: Union): { name: string; schema: Schema }[] =>
  unions[union].anyOf.map((variant) => ({ name: `${String(variant.title)}${union === 'ClientFrame' ? 'Command' : 'Frame'}`, schema: bare(variant) }));

/** Every frame, and the two unions of them, as named schemas. */
export function frameSchemas(): Record<string, Schema> {
  const found: Record<string, Schema> = {};
  for (const union of Object.keys(unions) as Union[]) {
    const variants = variantsOf(union);
    for (const { name, schema } of variants) found[name] = schema;
    found[union] = { oneOf: variants.map(({ name }) => ({ $ref: `#/components/schemas/${name}` })) };
  }
  return found;
}

export function asyncApi(version: string): Schema {
  const messages = (union: Union) =>
    variantsOf(union).map(({ name, schema }) => [name, { name, title: schema.title, summary: schema.description, payload: schema }] as const);
  const refs = (union: Union) => variantsOf(union).map(({ name }) => ({ $ref: `#/channels/stream/messages/${name}` }));
  return {
    asyncapi: '3.0.0',
    info: { title: 'Paddock', version, description: 'A run as it goes, or a finished one played.' },
    defaultContentType: 'application/json',
    channels: {
      stream: {
        address: '/api/v1/runs/{id}/stream',
        description: streamDescription,
        parameters: { id: { description: "A run's id." } },
        messages: Object.fromEntries([...messages('ClientFrame'), ...messages('ServerFrame')]),
        bindings: { ws: { method: 'GET' } },
      },
    },
    operations: {
      command: { action: 'receive', channel: { $ref: '#/channels/stream' }, messages: refs('ClientFrame') },
      tell: { action: 'send', channel: { $ref: '#/channels/stream' }, messages: refs('ServerFrame') },
    },
  };
}
