/** `paddock serve`: the server, until it is told to stop. */
import { homedir } from 'node:os';
import { join } from 'node:path';
import { aboutArgument } from '../complaint.ts';
import type { App } from '../server/app.ts';

export interface ServeOptions {
  port: number;
  host: string;
  data: string;
}

export const defaultData = (): string => join(process.env.XDG_DATA_HOME ?? join(homedir(), '.local', 'share'), 'paddock');

/** @returns 0 once it listens; it goes on until it is told to stop. @throws WrongInput when it cannot listen or keep its data there. */
export async function serveCommand({ port, host, data }: ServeOptions): Promise<number> {
  // Only here, so that other commands do not wait for what a server needs.
  const { buildApp } = await import('../server/app.ts');
  let app: App;
  try {
    app = await buildApp({ host, data, logger: { level: process.env.PADDOCK_LOG ?? 'info' } });
  } catch (error) {
    throw aboutArgument('--data', data, { code: 'bad-option', message: `cannot keep anything in ${data}: ${reasonOf(error as Error)}` });
  }
  let isStopping = false;
  const stop = async (signal: string) => {
    if (isStopping) return;
    isStopping = true;
    app.log.info({ signal }, 'stopping; what is under way is marked as interrupted');
    await app.close();
    app.log.info('stopped');
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void stop(signal));
  try {
    const address = await app.listen({ port, host });
    app.log.info(`Paddock is at ${address}/`);
    if (!/^(localhost|127\.|::1)/.test(host)) app.log.warn('whoever reaches this address may start and delete runs: there is no log-in');
    return 0;
  } catch (error) {
    await app.close();
    throw aboutArgument('--port', String(port), { code: 'bad-option', message: `cannot listen on ${host}:${port}: ${(error as Error).message}` });
  }
}

const reasonOf = ({ message }: Error): string => (/locked/.test(message) ? 'another Paddock keeps its data there' : message);
