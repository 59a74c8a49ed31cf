/** RKE: the cluster that it lays, the balancer in front, and the pod network. */
import { onRke } from '../system.ts';
import { balancerHealth, balancerKind, machineKind, passiveChecks } from './balancer.ts';
import { canal } from './canal.ts';
import { check, checkNames } from './check.ts';
import { rkeKind } from './cluster.ts';
import { populate } from './populate.ts';
import { facts, namePatterns, names, phrases, shows } from './telling.ts';

export const rke = onRke({
  name: 'rke',
  kinds: [machineKind, balancerKind, rkeKind],
  controllers: () => [balancerHealth, passiveChecks, canal],
  populate,
  checkNames,
  check,
  ownNames: ['rke', 'balancer', /^balancer-/],
  facts,
  names,
  namePatterns,
  phrases,
  shows,
});
