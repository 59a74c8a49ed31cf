/**
 * The server: HTTP and WebSocket under `/api/v1`, its description at `/api/docs`, and the page. Start reading here; what
 * goes over the wire is in protocol.ts, and what is behind it in runs.ts, workshop.ts and store.ts.
 */

import type { IncomingMessage, ServerResponse } from 'node:http';
import compress from '@fastify/compress';
import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import websocket from '@fastify/websocket';
import { Ajv } from 'ajv';
import Fastify, { type FastifyBaseLogger, type FastifyInstance, type FastifyServerOptions, LogController, type RawServerDefault } from 'fastify';
import { pageFolder, version } from '../package.ts';
import { asyncApi, frameSchemas } from './async-api.ts';
import { admitGuests } from './guest.ts';
import { defaultLimits, type Limits } from './job.ts';
import { Library } from './library.ts';
import { servePage } from './page.ts';
import { answerProblems, sayWrong } from './problem.ts';
import { designRoutes } from './routes/designs.ts';
import { questionRoutes } from './routes/questions.ts';
import { runRoutes } from './routes/runs.ts';
import { scenarioRoutes } from './routes/scenarios.ts';
import { streamRoute } from './routes/stream.ts';
import { studyRoutes } from './routes/studies.ts';
import { traceRoutes } from './routes/trace.ts';
import { Runs } from './runs.ts';
import { Store } from './store.ts';
import { Studies } from './studies.ts';
import { StudyStore } from './study-store.ts';
import { Theatre } from './theatre.ts';
import { Workshop } from './workshop.ts';

export interface ServerOptions {
  /** The name or address that it is to listen on, so that it knows what it is called. */
  host?: string;
  /** What persists goes there; nowhere when left out. */
  data?: string;
  limits?: Partial<Limits>;
  logger?: FastifyServerOptions['logger'];
  /** Where the built page is. */
  page?: string;
  /** The files of the scenarios that are shipped, each time it is asked; the package's when left out. */
  scenarios?: () => string[];
}

/** The server with what its routes need. */
export type App = FastifyInstance<RawServerDefault, IncomingMessage, ServerResponse, FastifyBaseLogger, TypeBoxTypeProvider>;

export interface House {
  store: Store;
  library: Library;
  runs: Runs;
  theatre: Theatre;
  studies: Studies;
}

/** What answers under `/api/v1`. */
const allRoutes: readonly ((app: App, house: House) => void)[] = [
  designRoutes,
  scenarioRoutes,
  runRoutes,
  questionRoutes,
  traceRoutes,
  streamRoute,
  studyRoutes,
];

const bodyMost = 512 * 1_024;
const messageMost = 4_096;

export async function buildApp({ host, data, limits = {}, logger = false, page = pageFolder, scenarios }: ServerOptions = {}): Promise<App> {
  const app: App = Fastify({
    logger,
    bodyLimit: bodyMost,
    routerOptions: { maxParamLength: 100 },
    forceCloseConnections: true,
    requestTimeout: 60_000,
    logController: new LogController({ disableRequestLogging: true }),
    frameworkErrors: (error, request, reply) => sayWrong(error, request, reply),
  }).withTypeProvider<TypeBoxTypeProvider>();
  const within = { ...defaultLimits, ...limits };
  const store = new Store(data);
  const workshop = new Workshop(within, app.log);
  const library = new Library(store, workshop, scenarios);
  const runs = new Runs(store, library, workshop, within, app.log);
  const theatre = new Theatre(runs);
  const studies = new Studies(new StudyStore(store.db), library, workshop, data);
  app.addHook('onListen', async () => workshop.warm());
  app.addHook('preClose', () => theatre.close());
  app.addHook('onClose', async () => {
    await studies.close();
    await runs.close();
    await workshop.close();
    store.close();
  });
  app.addHook('onResponse', async ({ log, method, url }, { statusCode, elapsedTime }) => {
    log[statusCode >= 400 ? 'info' : 'debug']({ method, url, status: statusCode, ms: Math.round(elapsedTime) }, 'answered');
  });
  validate(app);
  answerProblems(app);
  admitGuests(app, host);
  await app.register(compress, { global: true, encodings: ['gzip', 'deflate', 'identity'], threshold: 1_024 });
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Paddock', version, description: 'A digital twin of Rancher HA on Enterprise PKS.' },
      components: { schemas: frameSchemas() },
    },
  });
  await app.register(swaggerUi, { routePrefix: '/api/docs', staticCSP: true, uiConfig: { validatorUrl: null } as object });
  await app.register(websocket, { options: { maxPayload: messageMost }, errorHandler: (error, socket) => theatre.failed(error, socket) });
  const house: House = { store, library, runs, theatre, studies };
  await app.register(
    async (api: App) => {
      for (const routes of allRoutes) await api.register(async (scope: App) => routes(scope, house));
      api.get('/openapi.json', { schema: { hide: true } }, async () => app.swagger());
      api.get('/asyncapi.json', { schema: { hide: true } }, async () => asyncApi(version));
    },
    { prefix: '/api/v1' },
  );
  await servePage(app, page);
  return app;
}

/** Bodies are taken as they are; parts of the address are texts, and numbers are read out of them. */
function validate(app: App): void {
  const strict = new Ajv({ useDefaults: true, strict: false, formats: { 'date-time': true } });
  const reading = new Ajv({ useDefaults: true, coerceTypes: true, strict: false, formats: { 'date-time': true } });
  app.setValidatorCompiler(({ schema, httpPart }) => (httpPart === 'body' ? strict : reading).compile(schema as object));
  // What a schema does not name is still said: numbers and keys of `paddock run --json` go out as they are.
  app.setSerializerCompiler(() => JSON.stringify);
}
