import { type Fact, fraction, number, platform, seconds, silent, time } from './row.ts';

export const boshFacts: Readonly<Record<string, Fact>> = {
  'bosh.agentHeartbeat': time(seconds(30), platform('5 Agent heartbeat [X: the monitoring page says about every minute]'), 'app/app.go'),
  'bosh.agentTimeout': time(seconds(60), platform('5 Health monitor intervals, agent_timeout'), 'jobs/health_monitor/spec'),
  'bosh.analyzeAgents': time(seconds(60), platform('5 Health monitor intervals, analyze_agents'), 'jobs/health_monitor/spec'),
  'bosh.agentPing': time(seconds(10), platform('5 scan_and_fix task, agent ping'), 'jobs/cloud_check'),
  'bosh.maxThreads': number(32, platform('5 Director settings: max_threads 32'), 'jobs/director/spec'),
  'bosh.minimumDown': number(5, platform('5 Meltdown rule, minimum_down_jobs'), 'plugins/resurrector_helper.rb'),
  'bosh.percentThreshold': fraction(0.2, platform('5 Meltdown rule, percent_threshold'), 'plugins/resurrector_helper.rb'),
  'bosh.timeThreshold': time(seconds(600), platform('5 Meltdown rule, time_threshold'), 'plugins/resurrector_helper.rb'),
  'bosh.newAgent': time(seconds(600), platform('5 Director settings, new agent'), 'jobs/director/spec'),
  'bosh.recreateTime': silent(`${platform('6')}: measured times for VM re-creation on vSphere not found`),
  'bosh.agentCall': time(seconds(45), platform('5 Director settings, agent RPC'), 'jobs/director/spec'),
  'bosh.canaries': number(1, platform('5 Upstream (CFCR) update block, canaries'), 'manifests/cfcr.yml'),
  'bosh.watchFrom': time(seconds(10), platform('5 Upstream (CFCR) update block, update_watch_time 10000-300000 ms'), 'manifests/cfcr.yml'),
  'bosh.watchTo': time(seconds(300), platform('5 Upstream (CFCR) update block, update_watch_time 10000-300000 ms'), 'manifests/cfcr.yml'),
};
