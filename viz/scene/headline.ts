/** What a newcomer asks first: what failed, who noticed, and do users feel it? */

import type { Static } from '@sinclair/typebox';
import type { StoryLineBody } from '../../api/server/protocol.ts';
import { failingPart, formatDuration, isWhole } from '../format.ts';
import { faultsOf } from './faults.ts';
import type { History } from './history.ts';
import type { PathNow, Scene } from './scene.ts';
import { indexAt } from './search.ts';
import type { Tone } from './signs.ts';

export interface Headline {
  /** The question. */
  title: string;
  tone: Tone;
  sign: string;
  text: string;
  aside: string;
  record: number;
  path?: string;
}

type Line = Static<typeof StoryLineBody>;

export function headlinesOf(history: History, scene: Scene): Headline[] {
  const harm = harmOf(history, scene);
  return [harm, noticeOf(history, scene, harm), ...scene.paths.map((path) => feltOf(path, scene))];
}

function harmOf(history: History, { at, faults }: Scene): Headline {
  const { timeline } = history;
  const title = 'What failed';
  const exhausted = timeline.pools.filter((pool) => pool.exhaustedAt !== null && pool.exhaustedAt <= at);
  const first = faults.at(-1);
  if (first) {
    const more = faults.length + exhausted.length - 1;
    // An end that the script sets is known beforehand; a recovery is not.
    const isSet = timeline.faults.some(({ record, until }) => record === first.record && until !== null);
    const left = first.until === null || !isSet ? '' : `, back in ${formatDuration(first.until - at)}`;
    const aside = more > 0 ? `and ${more} more` : `${at > first.at ? `${formatDuration(at - first.at)} ago` : 'just now'}${left}`;
    return { title, tone: 'bad', sign: '✖', text: first.text, aside, record: first.record };
  }
  const [pool] = exhausted;
  if (pool) {
    const refusal = pool.changes.find(([, place]) => place < 0);
    return {
      title,
      tone: 'bad',
      sign: '✖',
      text: `${pool.name} exhausted`,
      aside: `since ${formatDuration(at - (pool.exhaustedAt ?? 0))}`,
      record: refusal?.[3] ?? -1,
    };
  }
  const past = faultsOf(history)
    .filter((fault) => fault.at <= at)
    .at(-1);
  if (!past) return { title, tone: 'good', sign: '✔', text: 'Nothing yet', aside: '→ steps to what happens next', record: -1 };
  const aside = past.until === null ? '' : `over since ${formatDuration(at - past.until)}`;
  return { title, tone: 'good', sign: '✔', text: 'Nothing any more', aside, record: past.record };
}

/** Lines that tell of somebody who noticed: done about it, waiting for it, or leading instead. */
const tells = ({ sign }: Line) => sign === '●' || sign === '◌' || sign === '★';

function noticeOf({ timeline }: History, { at }: Scene, harm: Headline): Headline {
  const title = 'Who noticed';
  const began =
    timeline.faults[
      indexAt(
        timeline.faults.map((fault) => fault.at),
        at,
      )
    ]?.at ?? 0;
  const lines = timeline.story.filter((line) => line.at <= at && line.at >= began && tells(line));
  const last = lines.at(-1);
  if (!last) return { title, tone: 'idle', sign: harm.tone === 'bad' ? '◌' : '○', text: harm.tone === 'bad' ? 'Nobody yet' : '–', aside: '', record: -1 };
  const aside = [last.aside ?? '', began > 0 ? `${formatDuration(last.at - began)} after the fault` : ''].filter(Boolean).join(' · ');
  return { title, tone: 'wait', sign: last.sign, text: last.text, aside, record: last.record };
}

/** Paths as people know them. */
export const pathTitles: Readonly<Record<string, string>> = {
  'rancher-ui': 'Users · Rancher’s page',
  'kube-api': 'Operators · kubectl',
  'agent-tunnel': 'Edge sites · tunnels',
};

function feltOf(path: PathNow, { at }: Scene): Headline {
  const { name, share, delay, reason, record, failingSince } = path;
  const title = pathTitles[name] ?? name;
  const about = { title, record, path: name };
  if (isWhole(share)) {
    if (delay > 0) return { ...about, tone: 'part', sign: '◐', text: 'Slow for some', aside: `up to ${formatDuration(delay)}: ${reason}` };
    return { ...about, tone: 'good', sign: '✔', text: name === 'agent-tunnel' ? 'All open' : 'Works for everybody', aside: '' };
  }
  const since = failingSince === undefined || at <= failingSince ? '' : `for ${formatDuration(at - failingSince)} now`;
  const tone = share > 0 ? 'part' : 'bad';
  if (name === 'agent-tunnel') return { ...about, tone, sign: share > 0 ? '◐' : '✖', text: reason.replace(' tunnels are', ''), aside: since };
  return { ...about, tone, sign: share > 0 ? '◐' : '✖', text: `Fails for ${failingPart(share)}`, aside: reason || since };
}
