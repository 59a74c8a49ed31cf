/**
 * How long a client of the API goes on with a connection whose other end is gone without a word: a master that lost its
 * power sends neither FIN nor RST. A load balancer sends nothing but new connections elsewhere (kubernetes/kubernetes#77658).
 * What ends it: a kubelet drops its connections after its second failed heartbeat; client-go checks the health of HTTP/2
 * connections since 1.20; else the kernel gives up after its retransmissions, or is told off by the master's own kernel
 * once that runs again.
 */
import { type Actor, count, defineParameters, duration, flag, type Micros, ms, s, type View } from '../../sim/index.ts';
import { apiServerKind } from './api-server.ts';

const http = 'kubernetes/kubernetes pull/95981, staging/src/k8s.io/apimachinery/pkg/util/net/http.go';
const retries = 'torvalds/linux Documentation/networking/ip-sysctl.rst tcp_retries2';

export const connectionParameters = defineParameters('kubernetes.connection', {
  heartbeatTimeout: duration(s(10), {
    source: 'kubernetes/kubernetes cmd/kubelet/app/server.go: heartbeatClientConfig.Timeout = NodeStatusUpdateFrequency, 10 s',
  }),
  heartbeatFailures: count(2, {
    source: 'kubernetes/kubernetes pkg/kubelet/nodelease/controller.go retryUpdateLease: onRepeatedHeartbeatFailure when i > 0',
  }),
  isDropped: flag(true, {
    source: 'kubernetes/kubernetes cmd/kubelet/app/server.go closeAllConns, since 1.9.8 (kubernetes/kubernetes#48638)',
    why: 'false for what golang/go#39750 and kubernetes/kubernetes#87615 tell of: the transport keeps what it was told to close',
  }),
  isChecked: flag(false, {
    source: 'kubernetes/client-go#374: no health check of HTTP/2 connections before 1.20',
    why: 'patch releases of 1.18 and 1.19 have it too (kubernetes/kubernetes pull/100376)',
    versions: { product: 'kubernetes', since: { '1.20': [true, http] } },
  }),
  readIdle: duration(s(30), { source: `${http}: HTTP2_READ_IDLE_TIMEOUT_SECONDS 30` }),
  pingTimeout: duration(s(15), { source: `${http}: HTTP2_PING_TIMEOUT_SECONDS 15` }),
  retransmitFirst: duration(ms(200), { source: `${retries}: TCP_RTO_MIN 200 ms, doubled each time` }),
  retransmitMax: duration(s(120), { source: `${retries}: TCP_RTO_MAX 120 s` }),
  retransmits: count(15, { source: `${retries}: 15, hence 924.6 s` }),
});

/** A connection that hangs. */
export interface Hung {
  server: string;
  /** When something was first sent into it, in µs. */
  sentAt: Micros;
  /** When it is given up, in µs. */
  until: Micros;
}

/** When the health check of client-go has given a connection up. */
export const untilChecked = (view: View): Micros => view.now() + view.value(connectionParameters.readIdle) + view.value(connectionParameters.pingTimeout);

/** When the kernel of a client gives up what it sent. */
export function untilGivenUp(view: View, sentAt: Micros): Micros {
  const times = retransmissions(view, sentAt);
  return times.at(-1) as Micros;
}

/** When the kernel of a master that is back is asked, and answers that it knows of no such connection. */
export const nextRetransmission = (view: View, sentAt: Micros): Micros | undefined => retransmissions(view, sentAt).find((at) => at >= view.now());

/** When something unanswered is sent again; the last time is when it is given up. */
function retransmissions(view: View, sentAt: Micros): Micros[] {
  const max = view.value(connectionParameters.retransmitMax);
  let wait = view.value(connectionParameters.retransmitFirst);
  let at = sentAt;
  return Array.from({ length: view.value(connectionParameters.retransmits) + 1 }, () => {
    at += wait;
    wait = Math.min(2 * wait, max);
    return at;
  });
}

/** API servers that answer a new connection, whatever they then say. */
export const answering = (view: View): string[] =>
  view
    .all(apiServerKind)
    .filter((server) => !server.is('stopped') && !server.is('starting'))
    .map(({ id }) => id);

/** The API server that a client is connected to: where it went last, at first one on its own VM, else any. */
export function serverOf(client: Actor): string | undefined {
  const later = client.labels.get('connected to');
  if (later !== undefined) return later;
  const servers = client.all(apiServerKind);
  const vm = client.labels.get('vm');
  const own = servers.find((server) => vm !== undefined && server.labels.get('vm') === vm);
  return (own ?? servers[client.phase('API server', servers.length)])?.id;
}
