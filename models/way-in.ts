/** How the outside gets in, as far as that differs between platforms: to the pods of the ingress, and to the API servers. */
import type { Actor, Answer, Hop, Micros, View } from '../sim/index.ts';

/** The pods of the ingress that new connections land on. */
export interface Entrance {
  pods: readonly string[];
  /** Of the choices, how many end at a pod that answers, and after which delay. */
  share: number;
  delay: Micros;
  /** The share for those who do not wait out the delay. */
  patient: number;
  reason: string;
  blame: readonly string[];
}

/** The API servers that kubectl is sent to; of its tries, a share gets so far. */
export interface Servers {
  members: readonly string[];
  share: number;
  reason: string;
  blame: readonly string[];
}

export interface WayIn {
  /** Where it ends before the ingress, an answer. */
  toIngress(view: View, hops: Hop[]): Answer | Entrance;
  toApi(view: View, hops: Hop[]): Answer | Servers;
  /** By kind of what connections run through: whether it has just stopped to carry them. */
  readonly breaks: Readonly<Record<string, (actor: Actor) => boolean>>;
  /** Whether open connections end with that. */
  endsConnections(view: View): boolean;
}

/** An answer that ends at a hop. */
export const refused = (hops: Hop[], at: string, reason: string, blame: readonly string[]): Answer => ({
  share: 0,
  reason,
  blame,
  hops: [...hops, { at, share: 0, reason }],
});

export const isEntrance = (found: Answer | Entrance): found is Entrance => 'pods' in found;
