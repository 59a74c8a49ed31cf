/**
 * What an etcd request meets. Without a leader a write, and a read that must be current, waits for one; after 5 s and two
 * election timeouts it fails (etcd-io/etcd@v3.4.3 etcdserver/config.go ReqTimeout). A serializable read is answered by any
 * member from its own copy. Over the quota only writes fail.
 */
import { defineParameters, duration, type Micros, s, type View } from '../../sim/index.ts';
import { etcdKind } from './cluster.ts';
import { dataKind } from './data.ts';
import { spaceKind } from './space.ts';

export const requestParameters = defineParameters('etcd.request', {
  timeout: duration(s(7), { source: 'etcd-io/etcd@v3.4.3 etcdserver/config.go ReqTimeout: 5 s + 2 x election timeout' }),
});

export interface EtcdAnswer {
  /** Why a write is not served, if it is not. */
  refusal: string | undefined;
  /** Whether a read that must be current is served. */
  isReadable: boolean;
  /** Whether a read that need not be current is served. */
  isSerializable: boolean;
  /** Whom to blame. */
  blame: string;
  /** When the answer would change by itself, in µs. */
  until?: Micros;
}

/** What requests to etcd meet now. */
export function askEtcd(view: View): EtcdAnswer {
  const etcd = view.get('etcd', etcdKind);
  const isSerializable = etcd.data.up.length > 0;
  if (etcd.is('led')) {
    const refusal = view.get('etcd-space', spaceKind).is('full') ? 'writes fail with mvcc: database space exceeded; reads work' : undefined;
    return { refusal, isReadable: true, isSerializable, blame: 'etcd-space' };
  }
  const without = { isReadable: false, isSerializable, blame: 'etcd' };
  if (view.get('etcd-data', dataKind).is('lost')) return { ...without, refusal: 'etcd has lost its data: no member can lead' };
  // The first request of the outage is the first to time out.
  const due = etcd.data.ledUntil + view.value(requestParameters.timeout);
  if (view.now() < due) return { ...without, refusal: 'etcd has no leader: reads and writes wait for one', until: due };
  return { ...without, refusal: 'etcd has no leader: reads and writes time out' };
}
