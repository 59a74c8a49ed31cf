/** The way in on a single node: a name, the machine, and the container that ends TLS itself. */
import type { Answer, Hop, View } from '../../sim/index.ts';
import { apiServerKind } from '../kubernetes/api-server.ts';
import { isAnswering, podKind } from '../kubernetes/pod.ts';
import { type Entrance, isEntrance, refused, type Servers, type WayIn } from '../way-in.ts';
import { dockerKind } from './container.ts';

/** An answer where the machine is silent. */
function pastMachine(view: View, hops: Hop[]): Answer | undefined {
  const { machine } = view.get('docker', dockerKind).data;
  if (view.find(machine)?.is('running') !== true) return refused(hops, machine, `${machine} does not answer`, [machine]);
  hops.push({ at: machine, share: 1 });
  return undefined;
}

function toIngress(view: View, hops: Hop[]): Answer | Entrance {
  const stop = pastMachine(view, hops);
  if (stop) return stop;
  const pods = view.with('app', 'rancher', podKind).filter(isAnswering);
  if (pods.length === 0) return refused(hops, 'docker', 'the container does not answer', ['docker']);
  return { pods: pods.map(({ id }) => id), share: 1, delay: 0, patient: 1, reason: '', blame: [] };
}

/** Its own API is reached through Rancher alone. */
function toApi(view: View, hops: Hop[]): Answer | Servers {
  const entrance = toIngress(view, hops);
  if (!isEntrance(entrance)) return entrance;
  return { members: view.all(apiServerKind).map(({ id }) => id), share: 1, reason: '', blame: [] };
}

export const dockerWay: WayIn = { toIngress, toApi, breaks: {}, endsConnections: () => true };
