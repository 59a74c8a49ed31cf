/** One run on the page: its history, the play head, the scene at it, what is selected and what is lit. */
import type { RunBody } from '../../api/server/protocol.ts';
import type { Timeline } from '../../api/server/timeline-protocol.ts';
import { type Lane, lanesOf } from '../draw/lanes.ts';
import type { Link, Scalar, Selection } from '../link.ts';
import { type History, historyOf, nowOf } from '../scene/history.ts';
import { recordAt } from '../scene/pools.ts';
import { pathAt, type Scene, sceneAt } from '../scene/scene.ts';
import { indexAt } from '../scene/search.ts';
import { type Slots, slotsOf } from '../scene/slots.ts';
import { Clock } from './clock.ts';

export class Session {
  readonly history: History;
  readonly clock = new Clock();
  readonly lanes: readonly Lane[];
  selection: Selection | undefined;
  /** Actors and moments under the pointer, in a chain of causes. */
  lit: { actors: readonly string[]; times: readonly number[] } = { actors: [], times: [] };
  private readonly slots: Slots;
  private readonly listeners = new Set<() => void>();
  private drawn: { instant: number; scene: Scene } | undefined;

  constructor(
    readonly run: RunBody,
    readonly timeline: Timeline,
    readonly set: Readonly<Record<string, Scalar>>,
    at: number | undefined,
    selection: Selection | undefined,
  ) {
    this.history = historyOf(timeline);
    this.slots = slotsOf(this.history);
    this.lanes = lanesOf(this.history);
    this.selection = selection;
    const narration = timeline.narration.map((line) => line.at);
    this.clock.load({ until: timeline.until, instants: timeline.instants, narration }, at ?? openingOf(timeline));
    this.clock.subscribe(() => this.tell());
  }

  /** The number of the instant the play head is in; the scene is the same all through it. */
  get instant(): number {
    return indexAt(this.history.times, this.clock.at);
  }

  scene(): Scene {
    const { instant } = this;
    // A fault's end is an instant of the run, so that nothing but ripples and durations changes in between.
    if (this.drawn?.instant !== instant) this.drawn = { instant, scene: this.sceneAt(this.clock.at) };
    return { ...this.drawn.scene, at: this.clock.at };
  }

  sceneAt(at: number): Scene {
    return sceneAt(this.history, this.slots, at);
  }

  /** Called when the play head moves and when anything is selected or lit; gives back what ends it. */
  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  select(selection: Selection | undefined, at?: number): void {
    this.selection = selection;
    if (at !== undefined && at !== this.clock.at) {
      this.clock.pause();
      this.clock.seek(at);
    } else this.tell();
  }

  light(actors: readonly string[], times: readonly number[]): void {
    this.lit = { actors, times };
    this.tell();
  }

  /** The record to ask why about; -1 when nothing has happened to what is selected. */
  get question(): number | undefined {
    const { selection, clock, history } = this;
    if (!selection) return undefined;
    if (selection.type === 'record') return selection.index;
    if (selection.type === 'path') return pathAt(history, selection.id, clock.at)?.record ?? -1;
    const pool = this.timeline.pools.find(({ name }) => name === selection.id);
    if (pool) return recordAt(pool, clock.at);
    return nowOf(history.byId.get(selection.id), clock.at)?.record ?? -1;
  }

  link(): Link {
    const { request } = this.run;
    const at = Math.round(this.clock.at * 1e6) / 1e6;
    return {
      scenario: request.scenario,
      seed: request.seed,
      ...(request.design === undefined ? {} : { design: request.design }),
      set: this.set,
      at,
      selection: this.selection,
    };
  }

  private tell(): void {
    for (const listener of this.listeners) listener();
  }
}

/** Where a run without a moment opens: at its first harm, since that is what people come for. */
export function openingOf({ story, faults }: Timeline): number {
  return faults[0]?.at ?? story.find(({ sign }) => sign === '✖')?.at ?? 0;
}
