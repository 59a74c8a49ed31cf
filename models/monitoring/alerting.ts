/** Raises and clears alerts as what they look at changes. */
import type { Controller, View } from '../../sim/index.ts';
import { etcdKind } from '../etcd/cluster.ts';
import { nodeKind } from '../kubernetes/node.ts';
import { clusterKind } from '../rancher/cluster.ts';
import { alertKind } from './alert.ts';

/** What an alert may look at, and when that is wrong: paths and the alert types of seeds/003, 4.3. */
const troubles: Readonly<Record<string, (view: View) => boolean>> = {
  'rancher-ui': (view) => view.share('rancher-ui') < 1,
  'kube-api': (view) => view.share('kube-api') < 1,
  'agent-tunnel': (view) => view.share('agent-tunnel') < 1,
  nodes: (view) => view.count(nodeKind, 'condition.unknown') > 0,
  etcd: (view) => !view.get('etcd', etcdKind).is('led') || view.get('etcd', etcdKind).data.up.length < view.get('etcd', etcdKind).data.size,
  clusters: (view) => view.count(clusterKind, 'unavailable') > 0,
};

export const lookouts = ['rancher-ui', 'kube-api', 'agent-tunnel', 'nodes', 'etcd', 'clusters'] as const;

/** Watches only what some alert looks at. */
export function alerting(looked: readonly string[]): Controller {
  const watches = (name: string) => looked.includes(name);
  return {
    name: 'alerting',
    watch: {
      ...(watches('nodes') ? { node: () => 'nodes' } : {}),
      ...(watches('etcd') ? { etcd: () => 'etcd' } : {}),
      ...(watches('clusters') ? { cluster: (cluster) => (cluster.is('unavailable') || cluster.is('active') ? 'clusters' : undefined) } : {}),
    },
    watchPaths: Object.fromEntries(['rancher-ui', 'kube-api', 'agent-tunnel'].filter(watches).map((path) => [path, path])),
    reconcile(on, hand) {
      const isWrong = troubles[on]?.(hand) === true;
      for (const alert of hand.all(alertKind)) {
        if (alert.data.on !== on) continue;
        const isRaised = !alert.is('quiet') && !alert.is('resolved');
        if (isRaised !== isWrong) hand.send(alert.id, { type: isWrong ? 'raise' : 'clear' });
      }
      return undefined;
    },
  };
}
