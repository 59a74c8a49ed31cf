/** BOSH's numbers: the health monitor's, the director's, and those of a deploy. */
import { count, defineParameters, duration, ratio, s, uniform } from '../../sim/index.ts';

const monitor = 'cloudfoundry/bosh jobs/health_monitor/spec';
const helper = 'cloudfoundry/bosh src/bosh-monitor/lib/bosh/monitor/plugins/resurrector_helper.rb';
const director = 'cloudfoundry/bosh jobs/director/spec';
const update = 'cloudfoundry-incubator/kubo-deployment manifests/cfcr.yml: update block';

export const boshParameters = defineParameters('bosh', {
  agentHeartbeat: duration(s(30), { source: 'cloudfoundry/bosh-agent app/app.go (a documentation page says a minute)' }),
  agentTimeout: duration(s(60), { source: `${monitor}: agent_timeout` }),
  analyzeAgents: duration(s(60), { source: `${monitor}: analyze_agents` }),
  agentPing: duration(s(10), { source: 'cloudfoundry/bosh src/bosh-director jobs/cloud_check: agent ping' }),
  minimumDown: count(5, { source: `${helper}: minimum_down_jobs` }),
  percentThreshold: ratio(0.2, { source: `${helper}: percent_threshold` }),
  timeThreshold: duration(s(600), { source: `${helper}: time_threshold` }),
  newAgent: duration(s(600), { source: `${director}: a new agent has 600 s to answer` }),
  agentCall: duration(s(45), { source: `${director}: a call of an agent has 45 s` }),
  recreateTime: uniform(s(60), s(180), { assumption: 'delete and create a VM through the vSphere CPI, before it boots; no measured time found' }),
  maxThreads: count(32, {
    source: `${director}: max_threads`,
    why: 'VMs that are created or deleted side by side (DeploymentPlan VmCreator, InstanceDeleter)',
  }),
  canaries: count(1, { source: `${update}, canaries` }),
  watchFrom: duration(s(10), { source: `${update}, update_watch_time 10000-300000 ms` }),
  watchTo: duration(s(300), { source: `${update}, update_watch_time 10000-300000 ms` }),
});
