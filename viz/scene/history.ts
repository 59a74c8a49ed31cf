/**
 * A run's timeline, made ready for asking what holds at a time: facets folded so that each change stands alone, actors
 * by id and kind. Built once; every answer is then a binary search.
 */

import type { Static } from '@sinclair/typebox';
import type { FacetValue } from '../../api/server/protocol.ts';
import type { Timeline } from '../../api/server/timeline-protocol.ts';
import { indexAt } from './search.ts';

export type Facets = Readonly<Record<string, Static<typeof FacetValue> | undefined>>;

/** An actor over time, in columns. */
export interface Story {
  id: string;
  kind: string;
  name: string;
  at: readonly number[];
  state: readonly string[];
  record: readonly number[];
  facets: readonly Facets[];
}

/** An actor at a moment. */
export interface Now {
  id: string;
  kind: string;
  name: string;
  state: string;
  /** Since when it has been in this state. */
  since: number;
  /** The last record about it, -1 when nothing has changed it. */
  record: number;
  facets: Facets;
}

export interface History {
  timeline: Timeline;
  byId: ReadonlyMap<string, Story>;
  byKind: ReadonlyMap<string, readonly Story[]>;
  /** Every time at which anything drawn changes. */
  times: readonly number[];
}

export function historyOf(timeline: Timeline): History {
  const stories = timeline.actors.map((actor): Story => {
    let facets: Facets = {};
    const folded = actor.changes.map(([, , , patch]) => (patch ? (facets = { ...facets, ...patch }) : facets));
    return {
      id: actor.id,
      kind: actor.kind,
      name: actor.name,
      at: actor.changes.map(([at]) => at),
      state: actor.changes.map(([, state]) => state),
      record: actor.changes.map(([, , record]) => record),
      facets: folded,
    };
  });
  const byKind = new Map<string, Story[]>();
  for (const story of stories) byKind.set(story.kind, [...(byKind.get(story.kind) ?? []), story]);
  return { timeline, byId: new Map(stories.map((story) => [story.id, story])), byKind, times: timeline.instants.at };
}

/** How an actor is at a time; nothing before it is made and after it is gone. */
export function nowOf(story: Story | undefined, at: number): Now | undefined {
  if (!story) return undefined;
  const i = indexAt(story.at, at);
  const state = story.state[i];
  if (!state || state === 'gone') return undefined;
  let first = i;
  while (first > 0 && story.state[first - 1] === state) first--;
  const { id, kind, name } = story;
  return { id, kind, name, state, since: story.at[first] as number, record: story.record[i] as number, facets: story.facets[i] as Facets };
}

/** All of a kind at a time, in the order of their making. */
export const allOf = (history: History, kind: string, at: number): Now[] => (history.byKind.get(kind) ?? []).flatMap((story) => nowOf(story, at) ?? []);

export const text = (facets: Facets, key: string): string => (typeof facets[key] === 'string' ? (facets[key] as string) : '');
export const number = (facets: Facets, key: string): number => (typeof facets[key] === 'number' ? (facets[key] as number) : 0);
export const list = (facets: Facets, key: string): readonly string[] => (Array.isArray(facets[key]) ? (facets[key] as readonly string[]) : []);

/** Whether a state is another or below it, in any region. */
export const isIn = (state: string, other: string): boolean => state.split(' ').some((region) => region === other || region.startsWith(`${other}.`));
