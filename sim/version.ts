/** Versions of products: which of two is later, and what a parameter is in one. */
import type { Parameter, Setting } from './parameter.ts';

/** Whether a version is another one or a later one: 2.2.10 is later than 2.2.9. */
export function isSince(version: string, since: string): boolean {
  const [a, b] = [version, since].map((text) => text.split('.').map(Number)) as [number[], number[]];
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}

/** A parameter's default in a version of its product: the value of the latest version that is reached. */
export function defaultAt<S extends Setting>({ value, versions }: Parameter<S>, version: string): S {
  if (!versions) return value;
  const reached = Object.keys(versions.since).filter((since) => isSince(version, since));
  const last = reached.reduce<string | undefined>((latest, since) => (latest === undefined || isSince(since, latest) ? since : latest), undefined);
  return last === undefined ? value : (versions.since[last] as readonly [S, string])[0];
}
