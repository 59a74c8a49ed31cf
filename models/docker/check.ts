/** What a single-node installation makes of a design beyond its shape. */
import type { DockerDesign } from '../design.ts';
import { addressOf } from '../dns/records.ts';
import type { Problem } from '../problem.ts';

export function checkNames({ dns, rancher: { hostname } }: DockerDesign): Problem[] {
  if (addressOf({ dns }, hostname) !== '') return [];
  const message = `dns.records has no address for ${hostname}`;
  return [{ code: 'no-record', message, path: ['dns', 'records'], expected: `${hostname}: the address of the machine` }];
}

export const check = (design: DockerDesign): Problem[] => [...replicated(design), ...notInstalled(design), ...external(design)];

/** There is one container. */
function replicated({ rancher: { replicas } }: DockerDesign): Problem[] {
  if (replicas === 1) return [];
  const message = 'a single-node installation is one container';
  return [{ code: 'too-many', message, path: ['rancher', 'replicas'], found: String(replicas), expected: '1' }];
}

function notInstalled({ installed }: DockerDesign): Problem[] {
  if (installed === 'rancher') return [];
  const message = 'docker run is all of the installation, so a run begins with all of Rancher';
  return [{ code: 'wrong-platform', message, path: ['installed'], found: installed, expected: 'rancher' }];
}

function external({ rancher: { tls } }: DockerDesign): Problem[] {
  if (tls.termination === 'ingress') return [];
  const message = 'the container ends TLS itself';
  return [{ code: 'wrong-platform', message, path: ['rancher', 'tls', 'termination'], found: tls.termination, expected: 'ingress' }];
}
