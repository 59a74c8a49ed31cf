/** Wrong answers, as RFC 9457 has them. */
import { STATUS_CODES } from 'node:http';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Trouble } from './job.ts';
import type { FileProblem, ProblemBody } from './protocol.ts';

/** Thrown by a handler that has no answer. */
export class Problem extends Error {
  constructor(readonly trouble: Trouble) {
    super(trouble.detail);
  }
}

export const notFound = (what: string, id: string): Problem => new Problem({ status: 404, code: 'not-found', detail: `there is no ${what} "${id}"` });

/** What Fastify's own errors are called here. */
const codes: Readonly<Record<string, string>> = {
  FST_ERR_VALIDATION: 'bad-request',
  FST_ERR_CTP_BODY_TOO_LARGE: 'too-large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'wrong-media-type',
  FST_ERR_CTP_INVALID_JSON_BODY: 'bad-json',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'bad-json',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'bad-request',
  FST_ERR_BAD_URL: 'bad-url',
};

export function answerProblems(app: FastifyInstance): void {
  app.setErrorHandler(sayWrong);
  app.setNotFoundHandler((request, reply) =>
    say(request, reply, { status: 404, code: 'not-found', detail: `nothing answers ${request.method} ${short(request.url)}` }),
  );
}

/** What went wrong on the way to an answer. */
export function sayWrong(error: FastifyError | Problem, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (error instanceof Problem) return say(request, reply, error.trouble);
  const status = error.statusCode ?? 500;
  if (status >= 500) {
    request.log.error({ err: error }, 'a fault of Paddock itself');
    return say(request, reply, { status: 500, code: 'internal', detail: 'a fault of Paddock itself; its log says more' });
  }
  const code = codes[error.code] ?? (error instanceof SyntaxError ? 'bad-json' : 'bad-request');
  const errors = error.validation?.map((one) => fromSchema(one, error.validationContext ?? 'request'));
  return say(request, reply, { status, code, detail: error.message, ...(errors ? { errors } : {}) });
}

export function say(request: FastifyRequest, reply: FastifyReply, { status, code, detail, errors }: Trouble): FastifyReply {
  const title = STATUS_CODES[status] ?? 'Error';
  // A connection that asked to be a WebSocket is no longer the HTTP server's to end.
  if (request.headers.upgrade !== undefined) reply.raw.once('finish', () => request.raw.socket.destroySoon());
  const body: ProblemBody = { type: 'about:blank', title, status, detail, code, instance: short(request.url), ...(errors ? { errors } : {}) };
  return reply.code(status).type('application/problem+json').serializer(JSON.stringify).send(body);
}

const short = (url: string): string => (url.length > 200 ? `${url.slice(0, 197)}...` : url);

/** What a schema complains of, in the shape that complaints about files have. */
function fromSchema(
  { instancePath, message = 'is wrong', params }: { instancePath: string; message?: string; params: Record<string, unknown> },
  part: string,
): FileProblem {
  const extra = params.additionalProperty ?? params.missingProperty;
  const where = `${instancePath}${extra === undefined ? '' : `/${String(extra)}`}`;
  return {
    code: 'bad-request',
    message: `${where || part} ${message}`.trim(),
    file: part,
    line: null,
    column: null,
    expected: message,
    found: null,
    nearest: null,
  };
}
