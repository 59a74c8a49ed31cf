/**
 * An etcd member as leader election sees it (Raft paper, section 5.2, https://raft.github.io/raft.pdf; etcd-io/etcd@v3.4.3
 * raft/raft.go). Terms, votes, randomised timeouts on the member's own ticks, candidacies ignored inside a voter's lease,
 * the leader's quorum check, leadership transfer on a graceful stop.
 * Heartbeats are no events: when a leader falls silent its followers compute the tick at which they will have noticed.
 * Data and disks are told in data.ts. A cluster grows one by one: a new member is added the moment it is ready
 * (cloudfoundry-incubator/cfcr-etcd-release jobs/etcd/templates/bin/etcd.erb adds it just before it starts).
 * A member that is cut off stands again and again; back among the others, its newer term deposes their leader, unless all ask first (pre-vote).
 * Left out: the log (every member is up to date), pre-vote beyond that, learners, what a slow disk does to a follower.
 */
import { assign, setup } from 'xstate';
import { type Actor, defineKind, nextTick, s } from '../../sim/index.ts';
import { etcdKind } from './cluster.ts';
import { diskParameters } from './disk.ts';
import { type Context, type MemberEvent, quorumOf, untilQuorumCheck, type VoteRequest, withOne } from './member-context.ts';
import { spaceParameters } from './space.ts';
import { etcdParameters, isInLease, lastWord, timer } from './ticks.ts';

export const memberMachine = setup({
  types: {
    input: {} as { actor: Actor; peers: readonly string[]; leader?: string; term: number; disk?: Context['disk'] },
    context: {} as Context,
    events: {} as MemberEvent,
  },
  guards: {
    isNewer: ({ context, event }) => 'term' in event && event.term > context.term,
    isMine: ({ context, event }) => event.type === 'vote' && event.term === context.term && event.isGranted,
    isElected: ({ context, event }) =>
      event.type === 'vote' &&
      event.term === context.term &&
      event.isGranted &&
      new Set([...context.votes, event.from]).size >= quorumOf(context.peers.length + 1),
    /** Raft's vote: a higher term, or this term and no vote given yet; ignored inside the lease unless it is a transfer. */
    grants: ({ context, event }) => {
      if (event.type !== 'voteRequest' || event.isBehind || (!event.isForced && isInLease(context))) return false;
      return event.term > context.term || (event.term === context.term && (context.vote === undefined || context.vote === event.from));
    },
    /** A follower of a live leader listens to a transfer only. */
    grantsTransfer: ({ context, event }) => event.type === 'voteRequest' && event.isForced && event.term > context.term,
    /** A newer term counts, whoever asks in it. */
    learnsTerm: ({ context, event }) => event.type === 'voteRequest' && event.isBehind && event.term > context.term && !isInLease(context),
    isCurrent: ({ context, event }) => 'term' in event && event.term >= context.term,
    isCurrentAndAlive: ({ context, event }) => event.type === 'leaderHeard' && event.term >= context.term && context.actor.get(event.from).is('up'),
    canWin: ({ context }) => context.alive.length + 1 >= quorumOf(context.peers.length + 1),
    isFromLeader: ({ context, event }) => 'from' in event && event.from === context.leader,
    losesQuorum: ({ context, event }) => context.alive.filter((id) => !('from' in event) || id !== event.from).length + 1 < quorumOf(context.peers.length + 1),
    hasQuorumAgain: ({ context }) => context.alive.length + 2 >= quorumOf(context.peers.length + 1),
    isAlone: ({ context }) => context.peers.length === 0,
    isHeld: ({ event }) => 'isHeld' in event && event.isHeld,
    isFree: ({ context }) => !context.isHeld,
    isSlow: ({ context }) => context.isSlow,
    isCut: ({ context }) => context.isCut,
    asksFirst: ({ context: { actor } }) => actor.value(etcdParameters.asksFirst),
    hasPeers: ({ context }) => context.peers.length > 0,
    isStale: ({ context, event }) => 'term' in event && event.term < context.term,
    hasQuorum: ({ context }) => context.alive.length + 1 >= quorumOf(context.peers.length + 1),
    isEmpty: ({ context }) => context.disk === 'away' || context.disk === 'lost',
    isAway: ({ context }) => context.disk === 'away',
    isJoining: ({ context }) => context.disk === 'joining',
    isNew: ({ context }) => context.disk === 'new',
  },
  actions: {
    noteSilence: assign(({ context, event }) => (event.type === 'leaderSilent' ? { dueAt: timer(context, event.heardAt), heardAt: event.heardAt } : {})),
    resetTimer: assign({ dueAt: ({ context }) => timer(context, context.actor.now()) }),
    follow: assign(({ context, event }) =>
      event.type === 'leaderHeard'
        ? { leader: event.from, term: Math.max(context.term, event.term), heardAt: context.actor.now(), votes: [], isBehind: false }
        : {},
    ),
    forgetLeader: assign({ leader: undefined }),
    stand: assign(({ context }) => ({
      dueAt: timer(context, context.actor.now()),
      term: context.term + 1,
      vote: context.actor.id,
      votes: [context.actor.id],
      leader: undefined,
    })),
    askForVotes: ({ context: { actor, peers, term, isBehind }, event }) => {
      const message: VoteRequest = { type: 'voteRequest', term, from: actor.id, isForced: event.type === 'timeoutNow', isBehind };
      for (const peer of peers) actor.send(peer, message, actor.value(etcdParameters.messageDelay));
    },
    grant: assign(({ event }) => (event.type === 'voteRequest' ? { term: event.term, vote: event.from, leader: undefined } : {})),
    answerVote: ({ context: { actor, term, vote }, event }) => {
      if (event.type !== 'voteRequest') return;
      const isGranted = vote === event.from && term === event.term;
      actor.send(event.from, { type: 'vote', from: actor.id, term, isGranted }, actor.value(etcdParameters.messageDelay));
    },
    takeTerm: assign(({ context, event }) => ('term' in event && event.term > context.term ? { term: event.term, vote: undefined, votes: [] } : {})),
    countVote: assign({ votes: ({ context, event }) => ('from' in event ? [...new Set([...context.votes, event.from])] : context.votes) }),
    lead: assign({ leader: ({ context }) => context.actor.id, leadsSince: ({ context }) => context.actor.now() }),
    announce: ({ context: { actor, peers, term } }) => {
      for (const peer of peers) actor.send(peer, { type: 'leaderHeard', from: actor.id, term }, actor.value(etcdParameters.messageDelay));
      actor.send('etcd', { type: 'elected', id: actor.id, term });
    },
    /** A member that joins hears the leader at its next heartbeat. */
    greet: ({ context: { actor, term }, event }) => {
      if (!('from' in event)) return;
      const tick = actor.value(etcdParameters.heartbeat);
      const wait = nextTick(actor.now(), tick, actor.phase('tick', tick)) - actor.now();
      actor.send(event.from, { type: 'leaderHeard', from: actor.id, term }, wait + actor.value(etcdParameters.messageDelay));
    },
    dropPeer: assign({ alive: ({ context, event }) => context.alive.filter((id) => !('from' in event) || id !== event.from) }),
    /** One that is heard for the first time is a new member. */
    addPeer: assign(({ context, event }) => ('from' in event ? { alive: withOne(context.alive, event.from), peers: withOne(context.peers, event.from) } : {})),
    /** Candidacies that nobody could have answered, up to now: their terms and draws count, their events do not. */
    catchUp: assign(({ context }) => {
      let { dueAt, term } = context;
      for (const now = context.actor.now(); dueAt <= now; term++) {
        dueAt += context.actor.draw('electionTimeout', etcdParameters.electionTimeout);
      }
      return { dueAt, term, vote: term > context.term ? context.actor.id : context.vote };
    }),
    /** With CheckQuorum a message of an older term is answered, so that its leader steps down (raft.go Step, MsgAppResp). */
    correct: ({ context: { actor, term }, event }) => {
      if ('from' in event) actor.send(event.from, { type: 'newerTerm', term }, actor.value(etcdParameters.messageDelay));
    },
    beCut: assign({ isCut: true }),
    beWhole: assign({ isCut: false }),
    /** A leader finds out at its second quorum check, a follower at once; then its election timer runs. */
    startAlone: assign(({ context }) => {
      const { actor, leader } = context;
      return { cutAt: actor.now(), dueAt: timer(context, actor.now() + (leader === actor.id ? untilQuorumCheck(context) : 0)) };
    }),
    mend: assign(({ context: { actor, cutAt } }) => {
      const etcd = actor.get('etcd', etcdKind);
      return { isCut: false, isBehind: etcd.is('led') || etcd.data.ledUntil > cutAt };
    }),
    fallSilent: ({ context: { actor, peers, leader } }) => {
      const heardAt = lastWord(actor);
      for (const peer of peers) {
        actor.send(peer, { type: 'peerDown', from: actor.id });
        if (leader === actor.id) actor.send(peer, { type: 'leaderSilent', from: actor.id, heardAt });
      }
      actor.send('etcd', { type: 'memberDown', id: actor.id });
    },
    comeBack: ({ context: { actor, peers } }) => {
      for (const peer of peers) actor.send(peer, { type: 'peerUp', from: actor.id });
      actor.send('etcd', { type: 'memberUp', id: actor.id, size: peers.length + 1 });
    },
    /** MsgTimeoutNow to the first live peer, which campaigns at once. */
    handOver: ({ context: { actor, alive } }) => {
      const [heir] = alive;
      if (heir !== undefined) actor.send(heir, { type: 'timeoutNow' }, actor.value(etcdParameters.messageDelay));
    },
    hold: assign({ isHeld: ({ event }) => 'isHeld' in event && event.isHeld }),
    free: assign({ isHeld: false }),
    forgetPeers: assign({ leader: undefined, votes: [] }),
    slowDown: assign({ isSlow: true }),
    speedUp: assign({ isSlow: false }),
    /** A leader that waits for its disk sends nothing: it is taken for dead, and commits nothing. */
    hang: ({ context: { actor, peers } }) => {
      for (const peer of peers) actor.send(peer, { type: 'leaderSilent', from: actor.id, heardAt: lastWord(actor) });
      actor.send('etcd', { type: 'steppedDown', id: actor.id });
    },
    loseData: assign({ disk: ({ context, event }) => (context.disk === 'lost' || (event.type === 'diskLost' && event.isForGood) ? 'lost' : 'away') }),
    /** A disk that comes back brings its data; only one that is gone for good takes its copy along. */
    tellLoss: ({ context: { actor }, event }) => {
      if (event.type === 'diskLost' && event.isForGood) actor.send('etcd-data', { type: 'diskLost', id: actor.id });
    },
    regainData: assign({ disk: 'kept' }),
    /** The new member learns the term before it votes; here it has its predecessor's, and the vote with it. */
    join: assign({ disk: 'joining' }),
    tellCopied: ({ context: { actor, peers } }) => {
      actor.send('etcd-data', { type: 'caughtUp', id: actor.id, size: peers.length + 1 });
      actor.send('etcd-space', { type: 'copied', id: actor.id });
    },
    tellDefragmented: ({ context: { actor } }) => actor.send('etcd-space', { type: 'defragmented', id: actor.id }),
    /** A member that starts finds at once who answers. */
    lookAround: assign({ alive: ({ context: { actor, peers } }) => peers.filter((id) => actor.get(id).is('up')) }),
    stepDown: ({ context: { actor, peers } }) => {
      for (const peer of peers) actor.send(peer, { type: 'leaderSilent', from: actor.id, heardAt: actor.now() });
      actor.send('etcd', { type: 'steppedDown', id: actor.id });
    },
  },
  delays: {
    electionTimer: ({ context }) => Math.max(0, context.dueAt - context.actor.now()),
    quorumCheck: ({ context }) => untilQuorumCheck(context),
    processStart: ({ context }) => context.actor.draw('processStart', etcdParameters.processStart),
    untilStall: ({ context }) => context.actor.draw('untilStall', diskParameters.untilStall),
    stall: ({ context }) => context.actor.draw('stall', diskParameters.stall),
    defrag: ({ context: { actor } }) => actor.value(spaceParameters.defragTime),
    copy: ({ context: { actor } }) => actor.value(etcdParameters.copyTime),
    monitRestart: ({ context }) => context.actor.draw('monitRestart', etcdParameters.monitRestart),
  },
}).createMachine({
  id: 'etcd-member',
  context: ({ input }) => ({
    alive: input.peers,
    vote: undefined,
    votes: [],
    leader: undefined,
    heardAt: 0,
    dueAt: 0,
    // One that leads at the start of the run has done so since some time before.
    leadsSince: -input.actor.phase('lead', s(1)),
    isHeld: false,
    isCut: false,
    cutAt: 0,
    isBehind: false,
    isSlow: false,
    disk: 'kept' as const,
    ...input,
  }),
  initial: 'up',
  on: { diskSlow: { actions: 'slowDown' }, diskFast: { actions: 'speedUp' }, cutOff: { guard: 'hasPeers', actions: 'beCut' }, mended: { actions: 'beWhole' } },
  states: {
    up: {
      initial: 'waiting',
      on: {
        vmStopped: 'down.withVm',
        kill: { target: 'down.dead', actions: 'hold' },
        diskLost: { target: 'down.empty', actions: ['loseData', 'tellLoss'] },
        restored: { target: 'down.copying', actions: 'join' },
        defragment: 'down.defragmenting',
        cutOff: { guard: 'hasPeers', target: 'down.cutOff', actions: ['beCut', 'startAlone'] },
        peerDown: { actions: 'dropPeer' },
        peerUp: { actions: 'addPeer' },
        leaderHeard: [
          { guard: 'isCurrentAndAlive', target: '.following', actions: 'follow' },
          // Its last word was still on the way when it died.
          { guard: 'isCurrent', target: '.waiting', actions: ['follow', 'resetTimer'] },
          { guard: 'isStale', actions: 'correct' },
        ],
      },
      states: {
        /** Hears a leader. */
        following: {
          on: {
            leaderSilent: { guard: 'isFromLeader', target: 'waiting', actions: 'noteSilence' },
            voteRequest: { guard: 'grantsTransfer', target: 'waiting', actions: ['grant', 'answerVote', 'resetTimer'] },
            timeoutNow: 'candidate',
            stop: { target: '#etcd-member.down.dead', actions: 'hold' },
          },
        },
        /** Its election timer runs. */
        waiting: {
          after: { electionTimer: [{ guard: 'canWin', target: 'candidate' }, { target: 'stranded' }] },
          on: {
            voteRequest: [
              { guard: 'grants', target: 'waiting', reenter: true, actions: ['grant', 'answerVote', 'resetTimer'] },
              { guard: 'learnsTerm', actions: 'takeTerm' },
            ],
            timeoutNow: 'candidate',
            stop: { target: '#etcd-member.down.dead', actions: 'hold' },
          },
        },
        candidate: {
          entry: ['stand', 'askForVotes'],
          always: { guard: 'isAlone', target: 'leader' },
          after: { electionTimer: [{ guard: 'canWin', target: 'candidate', reenter: true }, { target: 'stranded' }] },
          on: {
            vote: [
              { guard: 'isElected', target: 'leader' },
              { guard: 'isMine', actions: 'countVote' },
              { guard: 'isNewer', target: 'waiting', actions: ['takeTerm', 'resetTimer'] },
            ],
            voteRequest: [{ guard: 'grants', target: 'waiting', actions: ['grant', 'answerVote', 'resetTimer'] }, { actions: 'answerVote' }],
            stop: { target: '#etcd-member.down.dead', actions: 'hold' },
          },
        },
        /** Would stand again and again in vain: too few members live to elect anyone. */
        stranded: {
          on: {
            peerUp: { target: 'waiting', actions: ['catchUp', 'addPeer'] },
            voteRequest: { guard: 'grants', target: 'waiting', actions: ['catchUp', 'grant', 'answerVote', 'resetTimer'] },
            stop: { target: '#etcd-member.down.dead', actions: 'hold' },
          },
        },
        leader: {
          entry: ['lead', 'announce'],
          initial: 'heard',
          on: {
            // Its lease ignores the candidate, but its next heartbeat is answered with the newer term.
            voteRequest: { guard: 'isNewer', target: 'waiting', actions: ['takeTerm', 'forgetLeader', 'resetTimer', 'stepDown'] },
            newerTerm: { guard: 'isNewer', target: 'waiting', actions: ['takeTerm', 'forgetLeader', 'resetTimer', 'stepDown'] },
            peerUp: { actions: ['addPeer', 'greet'] },
            stop: { target: '#etcd-member.down.dead', actions: ['hold', 'handOver'] },
          },
          states: {
            heard: {
              always: { guard: 'isSlow', target: 'slow' },
              on: { peerDown: [{ guard: 'losesQuorum', target: 'isolated', actions: 'dropPeer' }, { actions: 'dropPeer' }] },
            },
            /** Heard, until its disk stalls. */
            slow: {
              after: { untilStall: 'stalled' },
              on: {
                diskFast: { target: 'heard', actions: 'speedUp' },
                peerDown: [{ guard: 'losesQuorum', target: 'isolated', actions: 'dropPeer' }, { actions: 'dropPeer' }],
              },
            },
            /** In an fsync. If nobody has stood by the time it returns, it goes on leading. */
            stalled: {
              entry: 'hang',
              after: {
                stall: [
                  { guard: 'hasQuorum', target: 'heard', actions: 'announce' },
                  { target: 'isolated', actions: 'announce' },
                ],
              },
              on: { peerUp: { actions: 'addPeer' } },
            },
            isolated: {
              after: { quorumCheck: { target: '#etcd-member.up.waiting', actions: ['forgetLeader', 'resetTimer', 'stepDown'] } },
              on: { peerUp: [{ guard: 'hasQuorumAgain', target: 'heard', actions: ['addPeer', 'greet'] }, { actions: ['addPeer', 'greet'] }] },
            },
          },
        },
      },
    },
    down: {
      entry: ['fallSilent', 'forgetPeers'],
      initial: 'dead',
      on: {
        vmStopped: '.withVm',
        kill: { target: '.dead', actions: 'hold' },
        diskLost: { actions: ['loseData', 'tellLoss'] },
        diskBack: { guard: 'isAway', actions: 'regainData' },
        replaced: { guard: 'isEmpty', actions: 'join' },
        restored: { actions: 'join' },
        peerUp: { actions: 'addPeer' },
      },
      states: {
        /** monit starts the process again, unless a fault holds it. */
        dead: {
          on: { release: { target: 'starting', actions: 'free' } },
          initial: 'choosing',
          states: {
            choosing: { always: [{ guard: 'isFree', target: 'monit' }, { target: 'held' }] },
            monit: { after: { monitRestart: '#etcd-member.down.starting' } },
            held: {},
          },
        },
        withVm: { on: { vmStarted: [{ guard: 'isFree', target: 'starting' }, { target: 'dead' }], release: { actions: 'free' }, kill: { actions: 'hold' } } },
        starting: {
          after: {
            processStart: [
              { guard: 'isEmpty', target: 'empty' },
              { guard: 'isCut', target: 'cutOff', actions: 'startAlone' },
              { guard: 'isJoining', target: 'copying' },
              // There is next to nothing to copy while a cluster is made.
              { guard: 'isNew', target: '#etcd-member.up', actions: ['regainData', 'lookAround', 'comeBack', 'resetTimer', 'tellCopied'] },
              { target: '#etcd-member.up', actions: ['lookAround', 'comeBack', 'resetTimer'] },
            ],
          },
        },
        /** Lives alone: the others go on without it. It stands in vain, each time in a newer term. */
        cutOff: {
          on: {
            mended: [
              { guard: 'asksFirst', target: '#etcd-member.up', actions: ['mend', 'lookAround', 'comeBack', 'resetTimer'] },
              { target: '#etcd-member.up', actions: ['mend', 'lookAround', 'catchUp', 'comeBack'] },
            ],
          },
        },
        /** Its identity went with its disk: the others do not take it for the member that they know. */
        empty: {
          on: {
            diskBack: { guard: 'isAway', target: 'starting', actions: 'regainData' },
            replaced: { target: 'copying', actions: 'join' },
            restored: { target: 'copying', actions: 'join' },
          },
        },
        /** Writes its file anew, and answers nobody meanwhile. */
        defragmenting: {
          on: { diskLost: { target: 'empty', actions: ['loseData', 'tellLoss'] }, restored: { target: 'copying', actions: 'join' } },
          after: { defrag: { target: '#etcd-member.up', actions: ['lookAround', 'comeBack', 'resetTimer', 'tellDefragmented'] } },
        },
        /** Takes a snapshot's data, from its leader or from a file. */
        copying: {
          on: { diskLost: { target: 'empty', actions: ['loseData', 'tellLoss'] } },
          after: { copy: { target: '#etcd-member.up', actions: ['regainData', 'lookAround', 'comeBack', 'resetTimer', 'tellCopied'] } },
        },
      },
    },
  },
});

export const memberKind = defineKind('etcd-member', memberMachine);
