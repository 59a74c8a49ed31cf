/**
 * What of a trace matters to a reader, record by record: what was harmed, who noticed, what was done, and whether users
 * felt it. Most records matter to nobody but their successors.
 */
import { formatDuration, isIn, type Run, s, type TraceRecord } from '../../sim/index.ts';
import { quorum } from '../etcd/cluster.ts';
import { systems } from '../systems.ts';
import { Hindsight } from './hindsight.ts';
import { nameOf, placeOf } from './names.ts';
import { PathFacts } from './path-facts.ts';
import { isLostSite, rootOf } from './root.ts';
import { kindOf, noteText } from './sentence.ts';

/** ✖ lost, ✔ back, ◐ in part, ● done about it, ◌ waits, ★ leads. */
export type Sign = '✖' | '✔' | '◐' | '●' | '◌' | '★' | '';

/** Something worth a line. Facts of one group that come close together share it: `{}` stands for whom they are about. */
export interface Fact {
  record: TraceRecord;
  sign: Sign;
  /** `{} stops`, and `{} stop` of several. */
  one: string;
  many?: string;
  subject?: string;
  /** What many subjects are called: `pods`. */
  noun?: string;
  aside?: string;
  group?: string;
  /** How far apart facts of a group may be; for ever, until something breaks the series, when left out. */
  apart?: number;
  /** Ends every series. */
  isBreak?: boolean;
}

/** What a record of an actor of a kind is to a reader. */
export type Rule = (record: TraceRecord) => Fact | undefined;

const told: Readonly<Record<string, Rule>> = Object.assign({}, ...systems.map((system) => system.facts ?? {}));

/** What of a cluster's other turns is worth a line. */
const clusterFacts: Readonly<Record<string, Pick<Fact, 'sign' | 'one' | 'many' | 'group'>>> = {
  fellBack: { sign: '◐', one: '{} is reached through its node agents', many: '{} are reached through their node agents', group: 'fell back' },
  'after bootTime': { sign: '', one: 'the nodes of {} are cloned and booted', many: 'the nodes of {} are cloned and booted', group: 'booted' },
  'after kubernetesTime to active': { sign: '●', one: 'the node pool of {} is as asked for', many: 'the node pools of {} are as asked for', group: 'scaled' },
  'after kubernetesTime': { sign: '●', one: 'RKE has laid {}', many: 'RKE has laid {}', group: 'laid' },
  'after providerTime': { sign: '●', one: 'the provider has made {}', many: 'the provider has made {}', group: 'hosted' },
  removed: { sign: '', one: '{} is gone from Rancher', many: '{} are gone from Rancher', group: 'removed' },
};

/** Reads a run's records in order. */
export class FactReader {
  /** etcd's members so far. */
  private readonly members: Set<string>;
  /** VMs that have been made and do not run yet. */
  private readonly unborn = new Set<string>();
  /** -1 before etcd has had a leader. */
  private leaderlessSince = -1;
  private readonly refused = new Set<string>();
  private readonly up: Set<string>;
  private readonly paths: PathFacts;
  readonly hindsight: Hindsight;
  /** Leases that were lost since they were last held. */
  private readonly lost = new Set<string>();

  constructor(private readonly run: Run) {
    this.hindsight = new Hindsight(run);
    this.members = new Set(this.hindsight.members);
    this.up = new Set(this.members);
    this.paths = new PathFacts(run);
  }

  /** The fact that a record is, if it is one. */
  read(record: TraceRecord): Fact | undefined {
    const { kind } = record;
    if (kind === 'transition') {
      const of = kindOf(record.actor, this.run);
      return this.rules[of]?.(record) ?? told[of]?.(record);
    }
    if (kind === 'note') return this.note(record);
    if (kind === 'path') return this.paths.read(record);
    if (kind === 'pool') return this.pool(record);
    if (kind !== 'fault' && kind !== 'failure') return undefined;
    return this.harm(record);
  }

  private harm(record: TraceRecord): Fact {
    if (isLostSite(record)) {
      const subject = `site ${placeOf(record.actor)}`;
      return endless({ record, sign: '◐', one: '{} loses its link', many: '{} lose their links', subject, noun: 'sites', aside: 'by chance', group: 'sites' });
    }
    const lasts = this.hindsight.lasting.get(record.index);
    const what = record.kind === 'fault' ? 'fault' : 'by chance';
    const aside = lasts === undefined ? what : `${what}, lasts ${formatDuration(lasts)}`;
    return { record, sign: '✖', one: record.to.replace(record.actor, '{}'), subject: record.actor, aside, isBreak: true };
  }

  private causeOf(record: TraceRecord): TraceRecord | undefined {
    return record.cause < 0 ? undefined : this.run.world.trace.record(record.cause);
  }

  /** The script did this itself, so that its own line says it. */
  private isStruck(record: TraceRecord): boolean {
    const cause = this.causeOf(record);
    return cause?.kind === 'fault' || cause?.kind === 'failure';
  }

  private readonly rules: Readonly<Record<string, Rule>> = {
    host: (record) => {
      if (record.event === 'pathsRestored') return { record, sign: '✔', one: '{} reaches its datastores again', subject: record.actor };
      if (record.from === record.to) return undefined;
      if (record.to === 'maintenance') return { record, sign: '', one: '{} is in maintenance mode', subject: record.actor };
      if (record.from === 'maintenance' || record.from === 'enteringMaintenance') return undefined;
      if (record.to === 'booting')
        return { record, sign: '', one: '{} has power again', many: '{} have power again', subject: record.actor, group: 'host booting', apart: 0 };
      return record.to === 'up' ? { record, sign: '✔', one: '{} is up', many: '{} are up', subject: record.actor, group: 'host up', apart: s(1) } : undefined;
    },
    vm: (record) => {
      const { actor, event, from, to, index } = record;
      const about = { record, subject: actor, noun: 'VMs', apart: s(1) };
      // VM Component Protection says itself whom it ends, and an operator whose disks are given up.
      if (to === from || event === 'terminate' || event === 'newDisk' || (from === 'off' && to === 'lost') || (to !== 'running' && this.isStruck(record)))
        return undefined;
      const cause = this.causeOf(record);
      if (to.startsWith('stalled'))
        return { ...about, sign: '✖', one: '{} hangs', many: '{} hang', group: 'vm hangs', ...(cause ? { aside: `without ${cause.actor}` } : {}) };
      if (to === 'deleted') return undefined;
      if (to === 'running' && this.unborn.delete(actor)) return { ...about, sign: '✔', one: '{} runs', many: '{} run', group: 'vm runs first' };
      if (to === 'ending') return undefined;
      if (event === 'after shutdownTimeout')
        return { ...about, sign: '✖', one: '{} is powered off', many: '{} are powered off', aside: 'it did not shut down', group: 'vm ends' };
      if (to === 'hung') return { ...about, sign: '✖', one: '{} hangs again', many: '{} hang again', group: 'vm hangs again' };
      // VM Monitoring says itself whom it resets.
      if (event === 'reset') return undefined;
      if (to === 'running') return { ...about, sign: '✔', one: '{} runs again', many: '{} run again', group: 'vm runs', apart: s(1) };
      if (to === 'booting') {
        const who = cause?.kind === 'heal' ? '' : cause?.actor.startsWith('instance/') ? 'BOSH' : nameOf(cause?.actor ?? '');
        if (who === '') return { ...about, sign: '', one: '{} is powered on', many: '{} are powered on', group: 'vm on' };
        const host = this.hindsight.hosts.get(index);
        if (from === 'new') {
          this.unborn.add(actor);
          return { ...about, sign: '●', one: `${who} creates {}`, group: `creation by ${who}`, ...(host ? { aside: `on ${host}` } : {}) };
        }
        return { ...about, sign: '●', one: `${who} restarts {}`, group: `restart by ${who}`, ...(host ? { aside: `on ${host}` } : {}) };
      }
      if (cause?.actor.startsWith('instance/') || cause?.actor === 'bosh-health-monitor')
        return { ...about, sign: '●', one: 'BOSH deletes {}', group: 'vm deleted' };
      return { ...about, sign: '✖', one: '{} stops', many: '{} stop', group: 'vm stops', ...(cause ? { aside: `with ${cause.actor}` } : {}) };
    },
    'dns-server': (record) => (record.to === 'available' ? { record, sign: '✔', one: `${record.actor} answers again` } : undefined),
    'edge-node': (record) => (record.to === 'up' ? { record, sign: '✔', one: `${placeOf(record.actor)} is up as an edge again` } : undefined),
    'service-router': (record) => {
      const about = { record, subject: nameOf(record.actor), apart: s(1) };
      if (record.from === record.to) return undefined;
      if (record.to === 'failingOver') return { ...about, sign: '✖', one: '{} has no active edge', many: '{} have no active edge', group: 'router out' };
      if (record.to === 'active')
        return { ...about, sign: '✔', one: '{} is active on an edge again', many: '{} are active on an edge again', group: 'router active' };
      return record.to === 'down' ? { ...about, sign: '✖', one: '{} finds no edge', many: '{} find no edge', group: 'router down' } : undefined;
    },
    'etcd-member': (record) => {
      const isUp = record.to.startsWith('up');
      const wasUp = this.up.has(record.actor);
      if (isUp) this.up.add(record.actor);
      else this.up.delete(record.actor);
      if (record.to === 'up.leader.stalled')
        return { record, sign: '◐', one: `${nameOf(record.actor)} hangs in an fsync`, aside: 'its followers hear no heartbeat' };
      if (record.to === 'down.empty' && !this.isStruck(record))
        return { record, sign: '◌', one: `${nameOf(record.actor)} comes back without its data and cannot join` };
      if (!isUp || wasUp) return undefined;
      const isNew = !this.members.has(record.actor);
      this.members.add(record.actor);
      const aside = `${this.up.size} of ${this.members.size} members`;
      return { record, sign: '✔', one: `${nameOf(record.actor)} ${isNew ? 'has joined' : 'is back'}`, aside };
    },
    etcd: (record) => this.etcd(record),
    lease: (record) => this.lease(record),
    node: (record) => {
      const about = { record, subject: placeOf(record.actor), noun: 'nodes', apart: s(10) };
      if (record.event === 'markUnknown')
        return { ...about, sign: '◌', one: '{} is marked NotReady', many: '{} are marked NotReady', aside: 'its pods leave the Endpoints', group: 'not ready' };
      return enters(record, 'condition.ready') ? { ...about, sign: '✔', one: '{} is Ready', many: '{} are Ready', group: 'ready' } : undefined;
    },
    pod: (record) => this.pod(record),
    service: (record) =>
      record.from === 'pending' && record.to === 'realized' ? { record, sign: '✔', one: `${nameOf(record.actor)} has its address` } : undefined,
    namespace: (record) =>
      record.event === 'networkReady' && record.from.endsWith('refused')
        ? {
            record,
            sign: '✔',
            one: '{} has its network after all',
            many: '{} have their network after all',
            subject: nameOf(record.actor),
            noun: 'namespaces',
            group: 'late network',
            apart: s(60),
          }
        : undefined,
    cluster: (record) => {
      const about = { record, subject: record.actor, noun: 'clusters', apart: s(60) };
      if (/^(mark|fellBack|returned)/.test(record.event) && isLostSite(rootOf(record, this.run))) return undefined;
      const spoken = clusterFacts[`${record.event} to ${record.to}`] ?? clusterFacts[record.event];
      if (spoken) return { ...about, ...spoken };
      if (record.event === 'markUnavailable')
        return { ...about, sign: '◌', one: '{} is shown as unavailable in Rancher', many: '{} are shown as unavailable in Rancher', group: 'unavailable' };
      if (record.event === 'markActive')
        return { ...about, sign: '✔', one: '{} is shown as active again', many: '{} are shown as active again', group: 'active again' };
      return record.event === 'connected'
        ? endless({ ...about, sign: '✔', one: '{} is active in Rancher', many: '{} are active in Rancher', group: 'active' })
        : undefined;
    },
  };

  private etcd(record: TraceRecord): Fact | undefined {
    const { at, event, from, to } = record;
    if (to === 'leaderless' && from === 'led') {
      this.leaderlessSince = at;
      const all = this.members.size;
      const one = this.up.size < quorum(all) ? `etcd has lost its quorum: ${this.up.size} of ${all} members left` : 'etcd has no leader';
      return { record, sign: '✖', one, isBreak: true };
    }
    if (to !== 'led') return undefined;
    const aside = from === 'led' || this.leaderlessSince < 0 ? {} : { aside: `${formatDuration(at - this.leaderlessSince)} without writes` };
    if (event === 'elected') return { record, sign: '★', one: `etcd elects ${placeOf(this.causeOf(record)?.actor ?? '')}`, ...aside };
    return from === 'led' ? undefined : { record, sign: '✔', one: 'etcd has its quorum back', ...aside };
  }

  private lease(record: TraceRecord): Fact | undefined {
    const { actor, from, to } = record;
    if (to !== 'held' && (from === 'held' || from === 'unrenewed')) this.lost.add(actor);
    if (to !== 'held' || !this.lost.delete(actor)) return undefined;
    if (actor === 'cattle-controllers')
      return { record, sign: '★', one: `${this.hindsight.leaders.get(record.index) ?? 'a replica'} leads Rancher`, aside: 'under a new lease' };
    const subject = nameOf(actor).replace('the lease of ', '');
    return { record, sign: '', one: '{} has a leader again', many: '{} have a leader again', subject, aside: 'under a new lease', group: 'lease', apart: s(2) };
  }

  private pod(record: TraceRecord): Fact | undefined {
    const { actor, event, from, to } = record;
    const about = { record, subject: actor, noun: 'pods', apart: 0 };
    if (event === 'nodeStopped')
      return { ...about, sign: '✖', one: '{} stops', many: '{} stop', aside: `with ${placeOf(this.causeOf(record)?.actor ?? '')}`, group: 'pod stops' };
    // A replica that is too slow has said so.
    if (event === 'hang' && this.causeOf(record)?.actor === 'cluster-ownership') return undefined;
    if (event === 'hang' && !this.isStruck(record))
      return { ...about, sign: '✖', one: '{} hangs', many: '{} hang', aside: 'without its volume', group: 'pod hangs' };
    if (event === 'leaseLost')
      return {
        ...about,
        sign: '✖',
        one: '{} ends itself, since it lost its lease',
        many: '{} end themselves, since they lost their lease',
        group: 'pod lease',
      };
    if (to === 'doomed' && from === 'stopped')
      return { ...about, sign: '●', one: '{} is evicted', many: '{} are evicted', aside: 'to be replaced elsewhere', group: 'evicted' };
    return to === 'ready' && from !== 'ready' ? { ...about, sign: '✔', one: '{} is ready', many: '{} are ready', group: 'pod ready', apart: s(10) } : undefined;
  }

  private note(record: TraceRecord): Fact | undefined {
    const { actor, event } = record;
    if (actor === 'narration') return { record, sign: '', one: event, isBreak: true };
    if (actor === 'operator') return operation(record);
    const [, noun = '', subject = '', stays = '', why = ''] = /^(namespace |Service |)(\S+) (stays [^:]+): (.*)$/.exec(event) ?? [];
    if (stays !== '') {
      const many = stays.replace('stays', 'stay');
      const nouns = noun === '' ? 'pods' : `${noun.trim()}s`;
      return {
        record,
        sign: '◌',
        one: `${noun}{} ${stays}`,
        many: `${nouns} {} ${many}`,
        subject,
        noun: '',
        aside: why,
        group: `${noun}${many}${why}`,
        apart: s(60),
      };
    }
    const [, cannot = '', vm = '', obstacle = ''] = /^(cannot \w+) (\S+): (.*)$/.exec(event) ?? [];
    if (vm !== '') {
      const one = `${nameOf(actor)} ${cannot} {}`;
      return { record, sign: '◌', one, subject: vm, noun: 'VMs', aside: obstacle, group: `${one}${obstacle}`, apart: s(1) };
    }
    // Whom it restarts is said when it does.
    const [main = '', ...rest] = noteText(actor, event)
      .replace(/, restarts .*$/, '')
      .split(': ');
    const isRefusal = /cannot|meltdown|stays Pending/.test(event);
    if (actor === 'bosh-health-monitor') return { record, sign: isRefusal ? '◌' : '●', one: [main, ...rest].join(': ') };
    return { record, sign: isRefusal ? '◌' : '●', one: main, ...(rest.length > 0 ? { aside: rest.join(': ') } : {}) };
  }

  private pool(record: TraceRecord): Fact | undefined {
    const { actor, event, from } = record;
    if (event !== 'refused' || this.refused.has(actor)) return undefined;
    this.refused.add(actor);
    const { capacity } = this.run.world.pool(actor);
    if (from !== '') return { record, sign: '✖', one: `${actor} has no ${from} places left`, aside: `of ${capacity.toLocaleString('en')}`, isBreak: true };
    return { record, sign: '✖', one: `${actor} is exhausted`, aside: `all ${capacity.toLocaleString('en')} taken`, isBreak: true };
  }
}

/** What people asked for; many imports share a line. */
function operation(record: TraceRecord): Fact {
  const { event } = record;
  const [, cluster] = /^imports cluster (\S+)$/.exec(event) ?? [];
  if (cluster)
    return endless({ record, sign: '', one: 'cluster {} is imported', many: '{} are imported', subject: cluster, noun: 'clusters', group: 'imported' });
  const isRefused = event.startsWith('cannot');
  return endless({ record, sign: isRefused ? '◌' : '', one: `an operator ${event}`, group: event });
}

/** Whether a record leads into a state from outside it. */
const enters = ({ from, to }: TraceRecord, state: string): boolean => isIn(to, state) && !isIn(from, state);

/** Until something breaks the series. */
function endless({ apart: _, ...fact }: Fact): Fact {
  return fact;
}
