import { between, type Fact, number, platform, seconds, silent, stack, time } from './row.ts';

export const etcdFacts: Readonly<Record<string, Fact>> = {
  'etcd.heartbeat': time(seconds(0.1), stack('2 heartbeat-interval / election-timeout'), 'embed/config.go'),
  'etcd.electionTicks': number(10, stack('2 heartbeat-interval / election-timeout, 1000 ms in ticks of 100 ms'), 'embed/config.go'),
  'etcd.electionTimeout': {
    value: { kind: 'ticks', min: 10, max: 19, tick: seconds(0.1) },
    unit: 'duration',
    row: stack('2 follower timeout draw'),
    cites: 'raft/raft.go',
  },
  'etcd.writeEvery': silent('facts/measured.md wrote every 10 ms; what a platform writes is not stated'),
  'etcd.messageDelay': silent('facts/measured.md, leader SIGKILL: a leader within 1 ms of its campaign, two messages; no figure for one'),
  'etcd.processStart': silent(
    'facts/measured.md, quorum loss: 71 ms at least from process start to the first acknowledged put, which includes an election; no figure for the start',
  ),
  'etcd.monitRestart': between(seconds(60), seconds(120), platform('4d Interruption, dead control-plane process'), 'interruptions'),
};
