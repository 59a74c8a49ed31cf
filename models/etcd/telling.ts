/** How its parts are told and shown. */
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
    'after processStart': 'is back',
    peerDown: 'misses a peer',
    peerUp: 'hears a peer again',
  },
  etcd: {
    memberDown: { leaderless: 'has no leader', '': 'loses a member' },
    memberUp: { led: 'has a leader', '': 'has a member back' },
    elected: 'has a leader',
    steppedDown: 'has no leader',
  },
};

export const names: Readonly<Record<string, string>> = {
  etcd: 'etcd',
};

export const namePatterns: NamePatterns = [[/^etcd-(\d+)$/, (n) => `etcd on master-${n}`]];

export const shows: Readonly<Record<string, Show>> = {
  'etcd-member': knownInVm('term', 'leader'),
  etcd: known('leader', 'term', 'up', 'size'),
};
