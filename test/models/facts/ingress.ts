import { type Fact, number, seconds, silent, stack, time } from './row.ts';

export const ingressFacts: Readonly<Record<string, Fact>> = {
  'ingress.reload.workerShutdownTimeout': time(seconds(10), stack('4 reload and websockets'), 'worker-shutdown-timeout'),
  'ingress.nginx.connectTimeout': time(seconds(5), stack('4 connect / read / send timeout'), 'controller/config/config.go'),
  'ingress.nginx.readTimeout': time(seconds(60), stack('4 connect / read / send timeout'), 'controller/config/config.go'),
  'ingress.nginx.livenessDelay': time(seconds(10), stack('4 chart in the article, probes'), 'stable/nginx-ingress/values.yaml'),
  'ingress.nginx.livenessPeriod': time(seconds(10), stack('4 chart in the article, probes'), 'stable/nginx-ingress/values.yaml'),
  'ingress.nginx.grace': time(seconds(60), stack('4 chart in the article, termination grace'), 'stable/nginx-ingress/values.yaml'),
  'ingress.nginx.tries': number(3, stack('4 next upstream'), 'config.go'),
  'ingress.nginx.syncInterval': time(seconds(1 / 0.3), stack('4 peer choice, controller syncs at most 0.3/s'), 'cmd/nginx/flags.go'),
  'ingress.nginx.endpointRefresh': time(seconds(1), stack('4 peer choice, endpoint list refreshed every 1 s'), 'balancer.lua'),
  'ingress.nginx.probeDelay': time(seconds(10), stack('4 chart in the article, probes'), 'stable/nginx-ingress/values.yaml'),
  'ingress.nginx.probePeriod': time(seconds(10), stack('4 chart in the article, probes'), 'stable/nginx-ingress/values.yaml'),
  'ingress.nginx.start': silent('no row on how long nginx takes to start'),
};
