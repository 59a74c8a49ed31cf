import { type Fact, seconds, silent, stack, time, yesOrNo } from './row.ts';

export const downstreamFacts: Readonly<Record<string, Fact>> = {
  'downstream.agent.pingPeriod': time(seconds(5), stack('5.3 ping'), 'remotedialer/types.go'),
  'downstream.agent.deadPeer': time(seconds(10), stack('5.3 dead-peer limit, 2.2.0-2.2.8'), 'remotedialer/types.go'),
  'downstream.agent.redialPause': time(seconds(5), stack('5.3 reconnect, after error'), 'remotedialer/client.go'),
  'downstream.agent.redialPeriod': time(seconds(10), stack('5.3 reconnect, between tries'), 'agent/main.go'),
  'downstream.agent.toleratesAll': yesOrNo(true, stack('5.3 cluster agent pod, tolerates everything'), 'systemtemplate/template.go'),
  'downstream.agent.replaceNodesAfter': time(
    0,
    'rancher/rancher pkg/controllers/management/nodepool/nodepool.go deleteNotReadyAfter > 0',
    'nodepool/nodepool.go',
  ),
  'downstream.agent.install': silent('done by people'),
};
