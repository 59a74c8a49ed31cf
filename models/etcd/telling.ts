/** How its parts are told and shown. */
import type { Rule } from '../story/fact.ts';
import { known, knownInVm, type NamePatterns, type Phrases, type Show } from '../system.ts';

export const phrases: Readonly<Record<string, Phrases>> = {
  'etcd-member': {
    vmStopped: 'stops with its VM',
    vmStarted: 'starts with its VM',
    kill: 'is killed',
    stop: 'stops in good order',
    release: 'may start again',
    leaderSilent: 'hears its leader no more',
    leaderHeard: 'follows the leader',
    'after electionTimer': { 'up.candidate': 'stands for election', 'up.leader': 'leads', '': 'cannot win: too few members answer' },
    voteRequest: 'is asked for its vote',
    vote: { 'up.leader': 'wins the election', 'up.candidate': 'counts a vote', '': 'hears of a newer term' },
    timeoutNow: 'stands at once, as the leader hands over',
    'after quorumCheck': 'steps down: no majority answers',
    'after monitRestart': 'is started again by monit',
    'after processStart': { 'down.empty': 'is up without its data and cannot join', 'down.copying': 'takes its data', '': 'is back' },
    diskLost: 'loses its data with its disk',
    cutOff: 'is cut off from the other members',
    mended: 'reaches the other members again',
    newerTerm: 'steps down: a member that was cut off is in a newer term',
    diskBack: 'has its disk back',
    diskSlow: 'has a slow disk',
    diskFast: 'has a fast disk again',
    'after untilStall': 'hangs in an fsync and sends no heartbeat',
    'after stall': 'leads on after its fsync',
    replaced: 'is replaced by a new member',
    restored: 'is restored from a snapshot',
    'after copy': 'is back with its data',
    defragment: 'is defragmented and answers nobody meanwhile',
    'after defrag': 'is back, defragmented',
    peerDown: 'misses a peer',
    peerUp: 'hears a peer again',
  },
  etcd: {
    memberDown: { leaderless: 'has no leader', '': 'loses a member' },
    memberUp: { led: 'has a leader', '': 'has a member back' },
    elected: 'has a leader',
    steppedDown: 'has no leader',
  },
  'etcd-data': {
    diskLost: { lost: 'is lost: a majority of the copies is gone', '': 'has one copy fewer' },
    caughtUp: 'has one copy more',
    snapshotTaken: 'is kept as a snapshot',
    restored: 'is that of a snapshot',
  },
  'etcd-space': {
    start: 'grows',
    'after untilFull': 'is over its quota: NOSPACE alarm, mvcc: database space exceeded',
    compacted: 'has its history compacted',
    defragmented: 'has a smaller file',
    copied: 'has a new file',
    disarmed: 'takes writes again',
  },
};

/** Losses that an operator has to hear of. */
export const facts: Readonly<Record<string, Rule>> = {
  'etcd-data': (record) =>
    record.to === 'lost' && record.from !== 'lost'
      ? { record, sign: '✖', one: 'etcd has lost committed data', aside: 'a majority of its disks is gone', isBreak: true }
      : undefined,
  'etcd-space': (record) => {
    if (record.to === 'full' && record.from !== 'full')
      return { record, sign: '✖', one: 'etcd is over its quota and takes no more writes', aside: 'NOSPACE alarm', isBreak: true };
    return record.event === 'disarmed' ? { record, sign: '✔', one: 'etcd takes writes again' } : undefined;
  },
};

export const names: Readonly<Record<string, string>> = {
  etcd: 'etcd',
  'etcd-data': "etcd's data",
  'etcd-space': "etcd's space",
  'etcd-replacement': 'whoever keeps etcd',
};

export const namePatterns: NamePatterns = [[/^etcd-(\d+)$/, (n) => `etcd on master-${n}`]];

export const shows: Readonly<Record<string, Show>> = {
  'etcd-member': knownInVm('term', 'leader', 'disk'),
  etcd: known('leader', 'term', 'up', 'size'),
  'etcd-data': known('holders', 'lostAt', 'gone', 'generation'),
  'etcd-space': known('isCompacted'),
};
