/** Why nobody reaches Rancher through a balancer, by its settings and the chart's alone; '' when they fit. */
import type { RkeDesign } from '../design.ts';

/**
 * At layer 4 the ingress ends TLS. At layer 7 the balancer does, and Rancher must be told so by its chart and by
 * X-Forwarded-Proto, which the ingress passes on with use-forwarded-headers only (rancher/docs chart-options, external TLS
 * termination; rancher/rancher@v2.2.8 pkg/dynamiclistener/server.go).
 */
export function misfitOf({ rke: { balancer, ingress }, rancher: { tls } }: RkeDesign): string {
  const isExternal = tls.termination === 'external';
  if (balancer.layer === 4) return isExternal ? 'nobody ends TLS for Rancher: the ingress shows its Fake Certificate' : '';
  if (!isExternal) return 'the ingress redirects to https without end: the chart does not know that the balancer ends TLS';
  if (!balancer.forwardsProto) return 'Rancher redirects to https without end: the balancer sends no X-Forwarded-Proto';
  if (!ingress.useForwardedHeaders) return 'Rancher redirects to https without end: the ingress overwrites X-Forwarded-Proto';
  return '';
}
