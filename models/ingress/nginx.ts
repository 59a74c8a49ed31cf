/**
 * ingress-nginx 0.25.1: one controller pod on each node, round robin over the Service's endpoints (one copy for all pods here)
 * and no passive marking (rootfs/etc/nginx/lua/balancer.lua). A dead upstream costs a connect timeout, then the next one
 * is tried; one that accepts and hangs holds a request for the read timeout. Left out: TLS (the secret is taken to be right), sessions, more than one Ingress.
 */
import { assign, setup } from 'xstate';
import { type Actor, type Controller, count, defineKind, defineParameters, duration, formatDuration, ms, s, uniform, type View } from '../../sim/index.ts';
import { isAnswering, isCutOff, isHung, isWriting, podKind, type Startup } from '../kubernetes/pod.ts';
import { serviceKind } from '../kubernetes/service.ts';

export const nginxParameters = defineParameters('ingress.nginx', {
  connectTimeout: duration(s(5), { source: 'kubernetes/ingress-nginx (4624b5bc) internal/ingress/controller/config/config.go: connect 5 s' }),
  readTimeout: duration(s(60), { source: 'kubernetes/ingress-nginx (4624b5bc) internal/ingress/controller/config/config.go: read 60 s' }),
  tries: count(3, { source: 'kubernetes/ingress-nginx (4624b5bc) config.go: proxy_next_upstream_tries 3' }),
  syncInterval: duration(s(1 / 0.3), { source: 'kubernetes/ingress-nginx (4624b5bc) cmd/nginx/flags.go: sync-rate-limit 0.3/s' }),
  endpointRefresh: duration(s(1), { source: 'kubernetes/ingress-nginx (4624b5bc) rootfs/etc/nginx/lua/balancer.lua: every 1 s' }),
  probeDelay: duration(s(10), { source: 'helm/charts stable/nginx-ingress/values.yaml (Sept 2019): readiness delay 10' }),
  probePeriod: duration(s(10), { source: 'helm/charts stable/nginx-ingress/values.yaml (Sept 2019): readiness period 10' }),
  livenessDelay: duration(s(10), { source: 'helm/charts stable/nginx-ingress/values.yaml (Sept 2019): liveness delay 10' }),
  livenessPeriod: duration(s(10), { source: 'helm/charts stable/nginx-ingress/values.yaml (Sept 2019): liveness period 10' }),
  grace: duration(s(60), { source: 'helm/charts stable/nginx-ingress/values.yaml (Sept 2019): terminationGracePeriodSeconds 60' }),
  start: uniform(s(2), s(6), { assumption: 'container start to listening; the first probe at 10 s hides it' }),
});

/** What nginx knows of the Rancher Service. */
export const ingressMachine = setup({
  types: {
    input: {} as { actor: Actor; service: string; upstreams: readonly string[] },
    context: {} as { actor: Actor; service: string; upstreams: readonly string[] },
    events: {} as { type: 'synced'; upstreams: readonly string[] },
  },
  actions: { keep: assign({ upstreams: ({ event }) => event.upstreams }) },
}).createMachine({
  id: 'ingress',
  context: ({ input }) => input,
  initial: 'accepted',
  states: { accepted: { on: { synced: { actions: 'keep' } } } },
});

export const ingressKind = defineKind('ingress', ingressMachine);

/** Carries changed endpoints into nginx: the controller's rate-limited sync, then the balancer's refresh. */
export const ingressSync: Controller = {
  name: 'ingress-sync',
  needs: { 'kube-api': 'available' },
  watch: { service: (service, hand) => (hand.countWith('serves', service.id) > 0 ? hand.with('serves', service.id).map((one) => one.id) : undefined) },
  delay: (key, hand) =>
    Math.round(
      hand.chance(`sync of ${key}`) * hand.value(nginxParameters.syncInterval) + hand.chance(`refresh of ${key}`) * hand.value(nginxParameters.endpointRefresh),
    ),
  reconcile(id, hand) {
    const ingress = hand.get(id, ingressKind);
    const { endpoints } = hand.get(ingress.data.service, serviceKind).data;
    const known = ingress.data.upstreams;
    if (known.length !== endpoints.length || known.some((pod, i) => pod !== endpoints[i])) hand.send(id, { type: 'synced', upstreams: endpoints });
    return undefined;
  },
};

export const nginxStartup = (view: View): Startup => ({
  shortest: bound(view, 'min'),
  longest: bound(view, 'max'),
  probeDelay: view.value(nginxParameters.probeDelay),
  probePeriod: view.value(nginxParameters.probePeriod),
  liveness: { delay: view.value(nginxParameters.livenessDelay), period: view.value(nginxParameters.livenessPeriod) },
  grace: view.value(nginxParameters.grace),
});

const bound = (view: View, end: 'min' | 'max'): number => {
  const value = view.value(nginxParameters.start);
  return value.kind === 'uniform' ? value[end] : ms(0);
};

/**
 * How a request fares that one nginx pod passes on: the upstreams in turn, from wherever its cycle stands. It is a login, a
 * POST, which is not repeated once an upstream has taken it (proxy_next_upstream; facts/measured.md, one of three hangs);
 * an upstream that cannot write keeps it waiting too. A tunnel needs only one that answers.
 */
export interface Upstreams {
  share: number;
  delay: number;
  reason: string;
  dead: string[];
}

export function upstreamsOf(view: View, ingress: string, purpose: 'login' | 'tunnel'): Upstreams {
  const { upstreams } = view.get(ingress, ingressKind).data;
  if (upstreams.length === 0) return { share: 0, delay: 0, reason: '503: the Rancher Service has no endpoint', dead: [] };
  const pods = upstreams.map((id) => ({ id, pod: view.find(id, podKind) }));
  const serves = purpose === 'login' ? isWriting : isAnswering;
  const isServing = pods.map(({ pod }) => serves(pod));
  const dead = pods.filter((_, i) => !isServing[i]).map(({ id }) => id);
  const tries = view.value(nginxParameters.tries);
  const timeout = view.value(nginxParameters.connectTimeout);
  let served = 0;
  let delay = 0;
  for (let start = 0; start < pods.length; start++) {
    let waited = 0;
    for (let attempt = 0; attempt < Math.min(tries, pods.length); attempt++) {
      const at = (start + attempt) % pods.length;
      if (isServing[at]) {
        served++;
        delay = Math.max(delay, waited);
        break;
      }
      if (isHung(pods[at]?.pod) || isAnswering(pods[at]?.pod)) break;
      // A pod whose node lives refuses at once; one whose node is gone does not answer at all.
      if (isCutOff(pods[at]?.pod)) waited += timeout;
    }
  }
  const share = served / pods.length;
  return { share, delay, dead, reason: share === 1 ? '' : failure(view, pods) };
}

/** What the requests that fail are answered. */
function failure(view: View, pods: readonly { id: string; pod: Actor<{ isStale: boolean }> | undefined }[]): string {
  const hung = pods.filter(({ pod }) => isHung(pod) || (isAnswering(pod) && !isWriting(pod))).map(({ id }) => id);
  if (hung.length > 0) return `504: no answer from ${hung.join(', ')} within ${formatDuration(view.value(nginxParameters.readTimeout))}`;
  return pods.some(({ pod }) => isCutOff(pod)) ? '504: no Rancher pod answers' : '502: every Rancher pod refuses';
}
