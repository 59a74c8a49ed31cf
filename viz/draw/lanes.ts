/** What the lanes show over the whole run: pure lists of blocks and marks, in seconds. */
import type { Timeline } from '../../api/server/timeline-protocol.ts';
import { failingPart, formatDuration } from '../format.ts';
import { faultsOf } from '../scene/faults.ts';
import { type History, number, text } from '../scene/history.ts';
import { othersOf } from '../scene/others.ts';
import { weightedPools } from '../scene/pools.ts';
import { lookOf, type Tone } from '../scene/signs.ts';

/** A stretch on a lane. `level` is its height, 0 to 1. */
export interface Block {
  from: number;
  to: number;
  tone: Tone;
  level: number;
  text: string;
  record: number;
  /** Shown inside the block when there is room. */
  label?: string;
}

export interface Mark {
  at: number;
  sign: string;
  text: string;
  record: number;
}

export interface Lane {
  id: string;
  name: string;
  blocks: readonly Block[];
  marks: readonly Mark[];
  path?: string;
}

export function lanesOf(history: History): Lane[] {
  const { timeline } = history;
  return [
    storyLane(timeline),
    faultLane(history),
    ...timeline.paths.map(({ name }) => pathLane(timeline, name)),
    etcdLane(history),
    podLane(history),
    ...otherLane(history),
    ...poolLanes(timeline),
  ];
}

function storyLane({ story, narration }: Timeline): Lane {
  const told = new Set(narration.map(({ record }) => record));
  const marks = story.map(({ at, sign, text, record }) => ({ at, sign: told.has(record) ? '¶' : sign, text, record }));
  return { id: 'story', name: 'story', blocks: [], marks };
}

function faultLane(history: History): Lane {
  const { until } = history.timeline;
  const blocks = faultsOf(history).map((fault): Block => {
    const to = fault.until ?? until;
    const lasts = fault.until === null ? '' : `, lasts ${formatDuration(fault.until - fault.at)}`;
    return { from: fault.at, to, tone: 'bad', level: 1, text: `${fault.text}${lasts}`, record: fault.record, label: fault.text };
  });
  return { id: 'faults', name: 'faults', blocks, marks: [] };
}

function pathLane({ paths, until }: Timeline, name: string): Lane {
  const segments = paths.find((path) => path.name === name)?.segments ?? [];
  const blocks = segments.flatMap((segment, i): Block[] => {
    const { at, share, delay, reason, record } = segment;
    const to = segments[i + 1]?.at ?? until;
    if (share >= 1 && delay <= 0) return [];
    if (share >= 1) return [{ from: at, to, tone: 'wait', level: 0.25, text: `slow, up to ${formatDuration(delay)}: ${reason}`, record }];
    return [{ from: at, to, tone: share > 0 ? 'part' : 'bad', level: 1 - share, text: `fails for ${failingPart(share)}: ${reason}`, record }];
  });
  return { id: name, name, blocks, marks: [], path: name };
}

/** Terms, and the gaps without a leader. */
function etcdLane(history: History): Lane {
  const story = history.byId.get('etcd');
  const blocks: Block[] = [];
  const marks: Mark[] = [];
  if (!story) return { id: 'etcd', name: 'etcd term', blocks, marks };
  for (const [i, at] of story.at.entries()) {
    const facets = story.facets[i] ?? {};
    const isLed = story.state[i] === 'led';
    const term = number(facets, 'term');
    const before = blocks.at(-1);
    const label = isLed ? String(term) : '';
    if (before) before.to = at;
    if (before && before.label === label) {
      before.to = history.timeline.until;
      continue;
    }
    const leader = text(facets, 'leader')
      .replace(/^etcd-(?=\d)/, 'master-')
      .replace(/^etcd-/, '');
    const what = isLed ? `term ${term}, ${leader} leads` : 'no leader: no writes';
    blocks.push({ from: at, to: history.timeline.until, tone: isLed ? 'idle' : 'bad', level: 1, text: what, record: story.record[i] ?? -1, label });
    if (isLed && i > 0) marks.push({ at, sign: '★', text: what, record: story.record[i] ?? -1 });
  }
  return { id: 'etcd', name: 'etcd term', blocks, marks };
}

/** How many pods of the platform are not ready. */
function podLane(history: History): Lane {
  const changes = (history.byKind.get('pod') ?? []).flatMap(({ id, at, state, record }) =>
    at.map((time, i) => ({ id, at: time, state: state[i] ?? '', record: record[i] ?? -1 })),
  );
  changes.sort((a, b) => a.at - b.at);
  const missing = new Set<string>();
  const known = new Set<string>();
  const blocks: Block[] = [];
  for (const [i, { id, at, state, record }] of changes.entries()) {
    const isThere = state !== '' && state !== 'gone';
    if (isThere) known.add(id);
    else known.delete(id);
    if (isThere && state !== 'ready') missing.add(id);
    else missing.delete(id);
    if (changes[i + 1]?.at === at) continue;
    const last = blocks.at(-1);
    if (last) last.to = at;
    const to = history.timeline.until;
    const names = [...missing].slice(0, 4).join(', ');
    if (missing.size > 0)
      blocks.push({
        from: at,
        to,
        tone: 'part',
        level: Math.max(0.3, missing.size / Math.max(1, known.size)),
        text: `not ready: ${names}${missing.size > 4 ? ', …' : ''}`,
        record,
      });
    else blocks.push({ from: at, to, tone: 'good', level: 0, text: '', record });
  }
  return { id: 'pods', name: 'pods not ready', blocks: blocks.filter(({ level }) => level > 0), marks: [] };
}

/** How many of the parts without a lane of their own are not well; none when all are, all the time. */
function otherLane(history: History): Lane[] {
  const changes = othersOf(history).flatMap(({ id, kind, at, state, record }) =>
    at.map((time, i) => ({ id, kind, at: time, state: state[i] ?? '', record: record[i] ?? -1 })),
  );
  changes.sort((a, b) => a.at - b.at);
  const harmed = new Map<string, Tone>();
  const there = new Set<string>();
  const blocks: Block[] = [];
  for (const [i, change] of changes.entries()) {
    const { id, at, state, record } = change;
    const { tone, word } = lookOf(change);
    const isThere = state !== '' && state !== 'gone';
    if (isThere) there.add(id);
    else there.delete(id);
    if (isThere && tone !== 'good' && tone !== 'idle') harmed.set(id, tone);
    else harmed.delete(id);
    if (changes[i + 1]?.at === at) continue;
    const last = blocks.at(-1);
    if (last) last.to = at;
    const isBad = [...harmed.values()].includes('bad');
    const names = [...harmed.keys()].slice(0, 4).join(', ');
    const level = harmed.size === 0 ? 0 : Math.max(0.3, harmed.size / Math.max(1, there.size));
    blocks.push({
      from: at,
      to: history.timeline.until,
      tone: isBad ? 'bad' : 'part',
      level,
      text: harmed.has(id) ? `${id} ${word}; not well: ${names}` : `not well: ${names}`,
      record,
    });
  }
  const shown = blocks.filter(({ level }) => level > 0);
  return shown.length === 0 ? [] : [{ id: 'others', name: 'other parts', blocks: shown, marks: [] }];
}

/** How full the pools are that matter most, and what they refuse: all that changed during the run up to three, at least the fullest. */
function poolLanes(timeline: Timeline): Lane[] {
  const { until } = timeline;
  const chosen = weightedPools(timeline).filter(
    ({ changes, exhaustedAt }, i) => i === 0 || (i < 3 && (exhaustedAt !== null || changes.some(([at]) => at > 0))),
  );
  return chosen.map((pool): Lane => {
    const { name, capacity, changes, exhaustedAt } = pool;
    const blocks: Block[] = [];
    const marks: Mark[] = [];
    let taken = 0;
    for (const [i, [at, place, owner, record]] of changes.entries()) {
      if (place >= 0) taken += owner === null ? -1 : 1;
      else marks.push({ at, sign: '✖', text: `refused to ${owner ?? 'somebody'}: all ${capacity} taken`, record });
      if (changes[i + 1]?.[0] === at) continue;
      const last = blocks.at(-1);
      if (last) last.to = at;
      const isOut = exhaustedAt !== null && at >= exhaustedAt && taken >= capacity;
      blocks.push({ from: at, to: until, tone: isOut ? 'bad' : 'idle', level: taken / capacity, text: `${taken} of ${capacity} taken`, record });
    }
    return { id: `pool ${name}`, name: name.replace('-ip-block', ' block').replace('-ip-pool', ' IPs'), blocks, marks };
  });
}
