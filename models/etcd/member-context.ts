/** What an etcd member knows and hears. */
import { type Actor, type Micros, nextTick } from '../../sim/index.ts';
import { etcdParameters } from './ticks.ts';

/** What a member knows. */
export type Context = {
  actor: Actor;
  peers: readonly string[];
  /** Peers whose process runs. */
  alive: readonly string[];
  term: number;
  /** Whom it voted for in this term. */
  vote: string | undefined;
  votes: readonly string[];
  leader: string | undefined;
  /** Last message from a leader, in µs. */
  heardAt: Micros;
  /** When its election timer ends, in µs. */
  dueAt: Micros;
  /** When it became leader, in µs: the quorum check counts from there. */
  leadsSince: Micros;
  /** A fault keeps the process down. */
  isHeld: boolean;
  /** Its peers do not hear it, nor it them. */
  isCut: boolean;
  /** Since when, in µs. */
  cutAt: Micros;
  /** Others have committed without it; nobody elects it until a leader has brought it up to date. */
  isBehind: boolean;
  /** Its disk stalls now and then. */
  isSlow: boolean;
  /** Whether its disk holds its data; `away` while the disk may come back, `lost` once it will not, `joining` while it copies them to a new one, `new` before its first start. */
  disk: 'kept' | 'away' | 'lost' | 'joining' | 'new';
};

/** Asks for a vote; forced when a leader hands over. */
export type VoteRequest = { type: 'voteRequest'; term: number; from: string; isForced: boolean; isBehind: boolean };

/** What it hears, from its peers and from what it runs on. */
export type MemberEvent =
  | { type: 'leaderSilent'; from: string; heardAt: Micros }
  | { type: 'leaderHeard'; from: string; term: number }
  | VoteRequest
  | { type: 'vote'; from: string; term: number; isGranted: boolean }
  | { type: 'peerDown' | 'peerUp'; from: string }
  | { type: 'timeoutNow' }
  /** A leader's message was of an older term. */
  | { type: 'newerTerm'; term: number }
  | { type: 'cutOff' | 'mended' }
  | { type: 'kill'; isHeld: boolean }
  | { type: 'stop'; isHeld: boolean }
  | { type: 'release' | 'vmStopped' | 'vmStarted' | 'leaseLost' }
  | { type: 'diskLost'; isForGood: boolean }
  | { type: 'diskBack' | 'replaced' | 'restored' | 'defragment' | 'diskSlow' | 'diskFast' };

/** Members that make a majority of so many. */
export const quorumOf = (size: number) => Math.floor(size / 2) + 1;

/** A list with one more, unless it is in it. */
export const withOne = (all: readonly string[], one: string) => (all.includes(one) ? all : [...all, one]);

/** The second quorum check after the loss finds the peers silent; the first still remembers them. */
export function untilQuorumCheck({ actor, leadsSince }: Context): Micros {
  const period = actor.value(etcdParameters.heartbeat) * actor.value(etcdParameters.electionTicks);
  return nextTick(actor.now() + 1, period, leadsSince) + period - actor.now();
}
