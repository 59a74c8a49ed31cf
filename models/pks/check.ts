/** What PKS makes of a design beyond its shape: its plan, its profile, its masters. */
import type { PksDesign } from '../design.ts';
import { masterVms } from '../platform/homes.ts';
import { type Problem, unknown } from '../problem.ts';
import { rancherParameters } from '../rancher/server.ts';
import { valuesIn } from '../settings.ts';
import { checkProfiles } from './check-profiles.ts';

/** Names that must exist. */
export function checkNames(design: PksDesign): Problem[] {
  const { clusters, plans, networkProfiles } = design.pks;
  const planNames = plans.map(({ name }) => name);
  const profiles = networkProfiles.map(({ name }) => name);
  const found = clusters.flatMap(({ plan, networkProfile }, i): Problem[] => [
    ...(planNames.includes(plan) ? [] : [unknown('plan', plan, planNames, ['pks', 'clusters', i, 'plan'])]),
    ...(networkProfile === undefined || profiles.includes(networkProfile)
      ? []
      : [unknown('network profile', networkProfile, profiles, ['pks', 'clusters', i, 'networkProfile'])]),
  ]);
  return [...found, ...checkProfiles(design)];
}

export const check = (design: PksDesign): Problem[] => [...noLeader(design), ...tooManyWorkers(design), ...unprivileged(design)];

/** The leader at the start is one of the masters. */
function noLeader(design: PksDesign): Problem[] {
  const leader = design.pks.clusters[0]?.etcdLeader;
  const masters = masterVms(design);
  return leader === undefined || masters.includes(leader) ? [] : [unknown('master', leader, masters, ['pks', 'clusters', 0, 'etcdLeader'])];
}

/** A plan's own workers count as well. */
const tooManyWorkers = ({ pks: { plans } }: PksDesign): Problem[] =>
  plans.flatMap(({ workers, maxWorkers }, i): Problem[] => {
    if (workers <= maxWorkers) return [];
    const message = `the plan makes ${workers} workers and allows ${maxWorkers}`;
    return [{ code: 'too-many', message, path: ['pks', 'plans', i, 'workers'], found: String(workers), expected: `at most ${maxWorkers}` }];
  });

function unprivileged(design: PksDesign): Problem[] {
  const { plans, clusters } = design.pks;
  const isNeeded = design.installed === 'rancher' && valuesIn(design)(rancherParameters.hasPrivilegedAgent);
  if (!isNeeded || plans.find(({ name }) => name === clusters[0]?.plan)?.allowPrivileged !== false) return [];
  const message = "without privileged containers Rancher's node agent cannot run, so the local cluster cannot be active at the start";
  return [{ code: 'not-privileged', message, path: ['pks', 'plans', 0, 'allowPrivileged'], found: 'false', expected: 'true, or installed: cluster' }];
}
