/** Which ingress controller a design has. */
import { type Design, isOnRke } from '../design.ts';

/** The design's, or RKE's own: a DaemonSet in its namespace (rancher/rke@v0.2.8 templates/nginx-ingress.go). */
export const ingressOf = (design: Design): Design['ingress'] =>
  isOnRke(design) ? { ...design.ingress, controller: 'nginx', kind: 'DaemonSet', namespace: 'ingress-nginx' } : design.ingress;
