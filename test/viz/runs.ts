/** Timelines of shipped scenarios, as the server gives them to the page. */
import type { Timeline } from '../../api/server/timeline-protocol.ts';
import { type History, historyOf } from '../../viz/scene/history.ts';
import { type Scene, sceneAt } from '../../viz/scene/scene.ts';
import { type Slots, slotsOf } from '../../viz/scene/slots.ts';
import { Served } from '../server/served.ts';

export interface Watched {
  timeline: Timeline;
  history: History;
  slots: Slots;
  at(time: number): Scene;
}

export async function watch(...scenarios: string[]): Promise<Watched[]> {
  const served = await Served.start();
  try {
    const watched: Watched[] = [];
    for (const scenario of scenarios) {
      const { id } = await served.run({ scenario });
      const timeline: Timeline = (await served.get(`/runs/${id}/timeline`)).body;
      const history = historyOf(timeline);
      const slots = slotsOf(history);
      watched.push({ timeline, history, slots, at: (time) => sceneAt(history, slots, time) });
    }
    return watched;
  } finally {
    await served.close();
  }
}
