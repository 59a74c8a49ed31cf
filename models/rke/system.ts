/** RKE: the cluster that it lays, the balancer in front, and the pod network. */
import { apiVms, workerVms } from '../platform/homes.ts';
import { plainNamespaces } from '../platform/plain-namespaces.ts';
import { rulesOf } from '../platform/vms.ts';
import { onRke } from '../system.ts';
import { balancerHealth, balancerKind, machineKind, passiveChecks } from './balancer.ts';
import { check, checkNames } from './check.ts';
import { rkeKind } from './cluster.ts';
import { populate } from './populate.ts';
import { rkeRun } from './run.ts';
import { facts, namePatterns, names, phrases, shows } from './telling.ts';
import { rkeOperations } from './verbs.ts';

export const rke = onRke({
  name: 'rke',
  kinds: [machineKind, balancerKind, rkeKind],
  controllers: (design) => [
    balancerHealth,
    passiveChecks,
    plainNamespaces('canal'),
    rkeRun({ rules: rulesOf(design), controlPlane: apiVms(design), workers: workerVms(design) }),
  ],
  populate,
  operations: rkeOperations,
  checkNames,
  check,
  ownNames: ['rke', 'balancer', /^balancer-/],
  facts,
  names,
  namePatterns,
  phrases,
  shows,
});
