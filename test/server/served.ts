/** A server of a test's own, and short ways to ask it. */
import { Ajv } from 'ajv';
import type { InjectOptions } from 'fastify';
import { type App, buildApp, type ServerOptions } from '../../api/server/app.ts';
import { ProblemBody, type RunBody } from '../../api/server/protocol.ts';

const ajv = new Ajv({ strict: false, formats: { 'date-time': true } });

/** What a schema finds wrong with a value; nothing when it is right. */
export const wrongWith = (schema: object, value: unknown): string => (ajv.validate(schema, value) ? '' : ajv.errorsText());

export interface Answer {
  status: number;
  text: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
  body: any;
  headers: Record<string, unknown>;
}

export class Served {
  private constructor(readonly app: App) {}

  static async start(options: ServerOptions = {}): Promise<Served> {
    const app = await buildApp(options);
    await app.ready();
    return new Served(app);
  }

  async ask(method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, payload?: InjectOptions['payload'], headers?: Record<string, string>): Promise<Answer> {
    const url = path.startsWith('/') ? `/api/v1${path}` : path;
    const reply = await this.app.inject({ method, url, ...(payload === undefined ? {} : { payload }), ...(headers ? { headers } : {}) });
    const isJson = String(reply.headers['content-type']).includes('json') && !String(reply.headers['content-type']).includes('ndjson');
    return { status: reply.statusCode, text: reply.body, body: isJson ? reply.json() : undefined, headers: reply.headers };
  }

  get(path: string): Promise<Answer> {
    return this.ask('GET', path);
  }

  /** Starts a run and waits for its end. */
  async run(request: object): Promise<RunBody> {
    const { status, body } = await this.ask('POST', '/runs', request);
    if (status !== 202) throw new Error(`${status}: ${JSON.stringify(body)}`);
    return this.ended(body.id);
  }

  async ended(id: string): Promise<RunBody> {
    for (;;) {
      const { body } = await this.get(`/runs/${id}`);
      if (!['queued', 'running'].includes(body.status)) return body;
      await pause(20);
    }
  }

  /** Where it listens. */
  async listen(): Promise<string> {
    return (await this.app.listen({ port: 0, host: '127.0.0.1' })).replace('http', 'ws');
  }

  close(): Promise<void> {
    return this.app.close();
  }
}

export const pause = (time: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, time));

/** What is wrong with an answer that ought to be a problem; nothing when it is one. */
export function wrongProblem({ status, body, headers }: Answer): string {
  if (status < 400 || status > 499) return `status ${status}`;
  if (headers['content-type'] !== 'application/problem+json') return `content type ${headers['content-type']}`;
  return wrongWith(ProblemBody, body) || (body.status === status ? '' : 'another status inside');
}

/** A scenario that goes on for long: a thousand sites whose links come and go for a year. */
export const longScenario = (name: string, duration = '2y'): string => `apiVersion: paddock/v1
kind: Scenario
name: ${name}
title: A thousand sites whose links come and go.
design: designs/article-large.yaml
set: { downstream.atStart: 1000 }
seed: 1
duration: ${duration}
failures: drawn
`;

/** An upstream of a few lines that is right. */
export const shortScenario = (name: string): string => `apiVersion: paddock/v1
kind: Scenario
name: ${name}
title: A host dies.
design: designs/article.yaml
duration: 30m
timeline:
  - { at: 10m, fault: power-loss, target: esx-02, for: 10m }
`;
