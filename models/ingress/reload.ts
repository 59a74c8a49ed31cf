/**
 * What a reload of nginx cuts: new workers take every new connection, the old ones live on for worker-shutdown-timeout and
 * then end with what they still carry (incident I-29; facts/measured.md, nginx reload: cut at 10.1 s with a timeout of 10 s).
 * A reload follows a changed Ingress or secret, not changed endpoints (docs/how-it-works.md).
 */
import { type Controller, type ControllerHand, defineParameters, duration, type Micros, s } from '../../sim/index.ts';
import { allAgents } from '../downstream/agent.ts';

export const reloadParameters = defineParameters('ingress.reload', {
  workerShutdownTimeout: duration(s(10), {
    source: 'kubernetes/ingress-nginx (4624b5bc) internal/ingress/controller/config/config.go: worker-shutdown-timeout 10s in 0.25.1',
    versions: { product: 'ingressNginx', since: { '0.26.0': [s(240), 'kubernetes/ingress-nginx commit 6715108d (0.26.0): 240s'] } },
  }),
});

/** Loads a changed configuration; the workers of before end later. */
export const ingressReload: Controller = {
  name: 'ingress-reload',
  needs: { 'kube-api': 'available' },
  reconcile(_, hand) {
    hand.note('nginx reloads its configuration: old workers keep their connections for a while');
    hand.wake('ingress-workers', `cut ${hand.now()}`, hand.value(reloadParameters.workerShutdownTimeout));
    return undefined;
  },
};

/** The old workers themselves, which end whether or not the API answers. Keys: `cut TIME` of the reload. */
export const ingressWorkers: Controller = {
  name: 'ingress-workers',
  reconcile: (key, hand) => cut(Number(key.slice(4)), hand),
};

/** Ends what the workers of before `reloadedAt` still carry. */
function cut(reloadedAt: Micros, hand: ControllerHand): undefined {
  const old = allAgents(hand).filter((agent) => agent.is('connected') && agent.data.openedAt <= reloadedAt);
  if (old.length > 0) hand.note(`nginx's old workers end: ${old.length} ${old.length === 1 ? 'tunnel is' : 'tunnels are'} cut`);
  for (const agent of old) hand.send(agent.id, { type: 'peerGone' });
}
