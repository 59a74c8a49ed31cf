import { type Fact, measured, number, seconds, silent, sized, stack, time, yesOrNo } from './row.ts';

export const rkeFacts: Readonly<Record<string, Fact>> = {
  'design.rke.nodeMemory': sized('8Gi', stack('5.5 HA sizing per node, 5/50'), 'rancher/docs (Sept 2019)'),
  'design.rke.useForwardedHeaders': yesOrNo(false, stack('4 use-forwarded-headers'), 'use-forwarded-headers false'),
  'rke.certificateLifetime': time(seconds(10 * 365 * 86_400), 'rancher/rke#2013, beside the facts', 'rancher/rke#2013'),
  'rke.balancer.maxFails': number(3, stack('5.5 vSphere advice'), 'max_fails=3'),
  'rke.balancer.failTimeout': time(seconds(5), stack('5.5 vSphere advice'), 'fail_timeout=5s'),
  'rke.balancer.failTimeoutHttp': time(seconds(10), stack('4 plain nginx upstream'), 'ngx_http_upstream.c'),
  'rke.balancer.connectTimeout': time(seconds(60), measured('nginx, one of three hangs: the default connect timeout 60 s'), 'proxy_connect_timeout 60s'),
  'rke.balancer.handshakeLimit': time(seconds(10), stack('5.3 reconnect: client 10 s (2.3+)'), 'remotedialer client.go'),
  'rke.balancer.takeover': time(seconds(3.609), 'RFC 5798 section 6.1, beside the facts', 'RFC 5798'),
  'rke.balancer.start': silent('no row on how long nginx takes to start'),
};
