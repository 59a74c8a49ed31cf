import { between, type Fact, fraction, minutes, number, seconds, silent, stack, time } from './row.ts';

export const rancherFacts: Readonly<Record<string, Fact>> = {
  'rancher.leaseDuration': time(seconds(45), stack('5.2 lock'), 'norman/leader/leader.go'),
  'rancher.renewDeadline': time(seconds(30), stack('5.2 lock'), 'norman/leader/leader.go'),
  'rancher.retry': time(seconds(2), stack('5.2 lock'), 'norman/leader/leader.go'),
  'rancher.retryJitter': fraction(1.2, stack('3.3 leader election, x 1-2.2 jitter; 5.2 leader dies, 43-50 s'), 'leaderelection.go'),
  'rancher.start': silent(`${stack('5.1 first start seen')}: 5.5 min to 3/3 ready with restarts; no figure for one replica`),
  'rancher.probeDelay': time(seconds(5), stack('5.1 liveness / readiness'), 'chart/templates/deployment.yaml'),
  'rancher.probePeriod': time(seconds(30), stack('5.1 liveness / readiness'), 'chart/templates/deployment.yaml'),
  'rancher.namespacesPerCluster': number(3, stack('5.4 per cluster'), 'project_cluster_handler.go'),
  'rancher.namespacesPerProject': number(1, stack('5.4 per further project'), 'project_cluster_handler.go'),
  'rancher.sessionTries': number(1, stack('5.3 request to a cluster with no session, 2.2'), 'dialer/factory.go'),
  'rancher.sessionTry': between(seconds(5), seconds(10), stack('5.3 request to a cluster with no session, 2.5'), 'dialer/factory.go'),
  'rancher.provision.clone': silent('no figure for cloning a template'),
  'rancher.provision.sshTries': number(60, 'docker/machine libmachine/mcnutils/utils.go WaitFor', 'mcnutils/utils.go'),
  'rancher.provision.sshRetry': time(seconds(3), 'docker/machine libmachine/mcnutils/utils.go WaitFor', 'mcnutils/utils.go'),
  'rancher.provision.kubernetes': silent('no figure for rke up'),
  'rancher.provision.provider': time(minutes(15), 'aws/containers-roadmap#1227', 'containers-roadmap#1227'),
  'rancher.namespaceTime': silent('no row on how long a management controller takes'),
  'rancher.cluster.healthPeriod': time(seconds(15), stack('5.3 health check'), 'healthsyncer/healthsyncer.go'),
  'rancher.cluster.healthTries': number(4, stack('5.3 health check, 2.2.8'), 'healthsyncer/healthsyncer.go'),
  'rancher.cluster.healthRetry': time(seconds(5), stack('5.3 health check, 2.2.8'), 'healthsyncer/healthsyncer.go'),
};
