/** What the parts of the twin are called in a sentence. */

import { systems } from '../systems.ts';

const fixed: Readonly<Record<string, string>> = Object.assign({}, ...systems.map((system) => system.names ?? {}));

const patterns = systems.flatMap((system) => system.namePatterns ?? []);

/** An actor, a controller or a pool in a sentence. */
export function nameOf(id: string): string {
  if (Object.hasOwn(fixed, id)) return fixed[id] as string;
  for (const [pattern, name] of patterns) {
    const found = pattern.exec(id);
    if (found) return name(found[1] as string);
  }
  return id;
}

/** An etcd member, an API server or a node by the VM it lives on; anything else by its own id. */
export const placeOf = (id: string): string =>
  id
    .replace(/^(etcd|api-server)-(?=\d)/, 'master-')
    .replace(/^(etcd|api-server)-(?!data$|space$)/, '')
    .replace(/^(node|dataplane)-/, '')
    .replace(/^(agent|ns|svc)\//, '');
