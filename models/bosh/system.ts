/** BOSH: the director and its deployments, the health monitor and the resurrector. */
import { defaults } from '../defaults.ts';
import { planNode, rulesOf } from '../platform/vms.ts';
import { onPks } from '../system.ts';
import { deploymentId, deploymentKind } from './deployment.ts';
import { director } from './director.ts';
import { healthMonitor } from './health-monitor.ts';
import { instanceKind } from './instance.ts';
import { facts, namePatterns, names, phrases, shows } from './telling.ts';
import { boshOperations } from './verbs.ts';

export const bosh = onPks({
  name: 'bosh',
  kinds: [deploymentKind, instanceKind],
  controllers: (design) => {
    const cpi = {
      plan: (vm: string) => planNode(design, vm),
      rules: rulesOf(design),
      mandatoryRules: design.vsphere.drs.mandatoryRules,
      ha: design.vsphere.ha,
    };
    const resurrector = design.bosh?.resurrector ?? defaults['bosh.resurrector'].value;
    return [healthMonitor({ resurrector, deployment: deploymentId(design.pks.clusters[0]?.name ?? ''), ...cpi }), director(cpi)];
  },
  operations: boshOperations,
  facts,
  names,
  namePatterns,
  phrases,
  shows,
});
