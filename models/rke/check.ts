/** What RKE makes of a design beyond its shape. */
import type { RkeDesign } from '../design.ts';
import { addressOf } from '../dns/records.ts';
import { apiVms, etcdVms, workerVms } from '../platform/homes.ts';
import { type Problem, unknown } from '../problem.ts';
import { misfitOf } from './misfit.ts';

/** Roles and names that must exist. */
export function checkNames(design: RkeDesign): Problem[] {
  return [...roleless(design), ...noLeader(design), ...noRecord(design)];
}

export const check = (design: RkeDesign): Problem[] => [...foreignIngress(design), ...notReachable(design), ...notInstalled(design)];

/** RKE lays no cluster without a node of each role (rancher/rke@v0.2.8 cluster/validation.go). */
function roleless(design: RkeDesign): Problem[] {
  const lacking = [
    ['etcd', etcdVms(design)],
    ['controlplane', apiVms(design)],
    ['worker', workerVms(design)],
  ] as const;
  return lacking
    .filter(([, vms]) => vms.length === 0)
    .map(([role]) => ({
      code: 'missing',
      message: `no node has the role ${role}`,
      path: ['rke', 'nodes'],
      expected: `at least one node with roles: [${role}]`,
    }));
}

function noLeader(design: RkeDesign): Problem[] {
  const { etcdLeader } = design.rke;
  const members = etcdVms(design);
  return etcdLeader === undefined || members.includes(etcdLeader) ? [] : [unknown('node with etcd', etcdLeader, members, ['rke', 'etcdLeader'])];
}

function noRecord(design: RkeDesign): Problem[] {
  const { hostname } = design.rancher;
  if (addressOf(design, hostname) !== '') return [];
  const message = `dns.records has no address for ${hostname}`;
  return [{ code: 'no-record', message, path: ['dns', 'records'], expected: `${hostname}: the address of the load balancer` }];
}

/** RKE brings its own ingress. */
function foreignIngress({ ingress }: RkeDesign): Problem[] {
  if (ingress.controller === 'nginx' && ingress.kind === 'DaemonSet') return [];
  const key = ingress.controller === 'nginx' ? 'kind' : 'controller';
  const message = 'RKE brings its own ingress-nginx, a DaemonSet';
  return [{ code: 'wrong-platform', message, path: ['ingress', key], found: ingress[key], expected: key === 'kind' ? 'DaemonSet' : 'nginx' }];
}

/** No agent ever got through, so no cluster can have been imported. */
function notReachable(design: RkeDesign): Problem[] {
  const misfit = misfitOf(design);
  const { atStart } = design.downstream;
  if (misfit === '' || atStart === 0) return [];
  const message = `no cluster can have been imported: ${misfit}`;
  return [{ code: 'not-reachable', message, path: ['downstream', 'atStart'], found: String(atStart), expected: '0' }];
}

function notInstalled({ installed }: RkeDesign): Problem[] {
  if (installed === 'rancher') return [];
  const message = "the article's steps install Rancher on PKS; on RKE a run begins with all of it";
  return [{ code: 'wrong-platform', message, path: ['installed'], found: installed, expected: 'rancher' }];
}
