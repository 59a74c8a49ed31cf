import { between, type Fact, minutes, number, platform, seconds, silent, stack, time, yesOrNo } from './row.ts';

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
  'etcd.asksFirst': yesOrNo(false, stack('2 PreVote'), 'etcdmain/help.go'),
  'etcd.copyTime': time(seconds(15), stack('2 disk need'), 'hardware.md'),
  'etcd.connectedFor': time(seconds(5), stack('2 replace a dead member'), 'etcdserver/server.go'),
  'etcd.snapshots.recurring': yesOrNo(false, stack('2 backup on PKS'), 'cfcr-etcd-release'),
  'etcd.snapshots.every': time(minutes(12 * 60), stack('2 scheduled snapshots, RKE'), 'rancher/rke@v0.2.8'),
  'etcd.snapshots.kept': number(6, stack('2 scheduled snapshots, RKE'), 'rancher/rke@v0.2.8'),
  'etcd.space.quota': { value: 2 * 1_024 ** 3, unit: 'bytes', row: stack('2 quota-backend-bytes'), cites: 'etcdserver/quota.go' },
  'etcd.space.data': { value: 100_000_000, unit: 'bytes', row: stack('2 sizing, 50-node cluster'), cites: 'hardware.md' },
  // The facts state no growth, and no history that could grow.
  'etcd.space.growth': { value: 0, unit: 'bytes', row: stack('2 auto-compaction'), cites: 'storagebackend/config.go' },
  'etcd.space.defragTime': time(seconds(27), 'rancher/k3k#815, a log: took 26.99 s at 2147483648 bytes', 'rancher/k3k#815'),
  'etcd.disk.stall': between(seconds(1), seconds(10.8), 'etcd-io/etcd#12405 and #7970, logs: sync duration of 1.018 s and of 10.8 s', 'etcd-io/etcd#12405'),
  'etcd.disk.untilStall': silent('facts/vsphere-k8s-etcd-rancher.md 2, slow disk: repeated spikes above the election timeout; no figure'),
  'etcd.request.timeout': time(seconds(7), stack('2 server request limit'), 'etcdserver/config.go'),
  'etcd.monitRestart': between(seconds(60), seconds(120), platform('4d Interruption, dead control-plane process'), 'interruptions'),
};
