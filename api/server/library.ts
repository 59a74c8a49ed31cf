/** The scenarios and designs that can be asked for by id: those that Paddock ships and those that were sent. */
import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import type { Design } from '../../models/index.ts';
import { shippedDesigns, shippedScenarios } from '../package.ts';
import type { Checked } from './job.ts';
import { notFound, Problem } from './problem.ts';
import type { DesignBody, DesignEntry, ScenarioBody, ScenarioEntry, ScenarioUpload } from './protocol.ts';
import type { Store } from './store.ts';
import { idOf } from './timeline.ts';
import type { Workshop } from './workshop.ts';

/** Where a run finds its scenario. */
export interface Origin {
  file: string;
  text?: string;
}

const scenariosMost = 1_000;
/** Looks at scenarios that are remembered. */
const checksMost = 100;

export class Library {
  /** What shipped scenarios are; read once, since they do not change. */
  private shipped: Promise<ScenarioEntry[]> | undefined;
  private readonly checks = new Map<string, Promise<Checked>>();

  constructor(
    private readonly store: Store,
    private readonly workshop: Workshop,
  ) {}

  async scenarios(): Promise<ScenarioEntry[]> {
    this.shipped ??= Promise.all(shippedScenarios().map(async (file) => entryOf(idOf(file), await this.workshop.check({ file, set: [] }), true)));
    const sent = this.store.scenarios().map(({ id, about }): ScenarioEntry => ({ id, ...JSON.parse(about) }));
    return [...(await this.shipped), ...sent];
  }

  /** @throws Problem when there is no such scenario. */
  origin(id: string): Origin {
    const file = shippedScenarios().find((one) => idOf(one) === id);
    if (file !== undefined) return { file };
    const sent = this.store.scenario(id);
    if (!sent) throw notFound('scenario', id);
    return { file: sent.name, text: sent.text };
  }

  /** What a scenario is under some changes, if it is right. A worker that runs it looks again. @throws Problem */
  check(origin: Origin, set: string[]): Promise<Checked> {
    const key = JSON.stringify([origin, set, origin.text === undefined ? statSync(origin.file).mtimeMs : 0]);
    const found = this.checks.get(key) ?? this.workshop.check({ ...origin, set });
    this.checks.delete(key);
    this.checks.set(key, found);
    found.catch(() => this.checks.delete(key));
    for (const oldest of this.checks.keys()) {
      if (this.checks.size <= checksMost) break;
      this.checks.delete(oldest);
    }
    return found;
  }

  /** @throws Problem */
  async scenario(id: string): Promise<ScenarioBody> {
    const origin = this.origin(id);
    const checked = await this.check(origin, []);
    return { ...entryOf(id, checked, origin.text === undefined), text: origin.text ?? readFileSync(origin.file, 'utf8'), data: checked.data };
  }

  /** Takes a scenario in; the same text twice is one scenario. @throws Problem with everything that is wrong with it */
  async add({ text, name = 'scenario.yaml' }: ScenarioUpload): Promise<ScenarioBody> {
    const checked = await this.workshop.check({ file: name, text, set: [] });
    const id = `u-${createHash('sha256').update(text).digest('hex').slice(0, 16)}`;
    if (!this.store.scenario(id) && this.store.scenarios().length >= scenariosMost) {
      throw new Problem({ status: 409, code: 'too-many', detail: `there are ${scenariosMost} scenarios already; delete some` });
    }
    const { id: _, ...about } = entryOf(id, checked, false);
    this.store.addScenario({ id, name, text, about: JSON.stringify(about) });
    return { id, ...about, text, data: checked.data };
  }

  /** @throws Problem for one that is shipped, or unknown. */
  remove(id: string): void {
    if (this.origin(id).text === undefined) throw new Problem({ status: 403, code: 'shipped', detail: `scenario "${id}" comes with Paddock and stays` });
    this.store.deleteScenario(id);
  }

  async designs(): Promise<DesignEntry[]> {
    return Promise.all(shippedDesigns().map(async (file) => designEntry(file, (await this.workshop.design(file)) as Design)));
  }

  /** @throws Problem */
  async design(id: string): Promise<DesignBody> {
    const file = shippedDesigns().find((one) => idOf(one) === id);
    if (file === undefined) throw notFound('design', id);
    const data = (await this.workshop.design(file)) as Design;
    return { ...designEntry(file, data), text: readFileSync(file, 'utf8'), data };
  }
}

const entryOf = (id: string, { name, system, title, design, seed, duration }: Checked, isShipped: boolean): ScenarioEntry => ({
  id,
  name,
  system,
  title,
  design: idOf(design),
  seed,
  duration,
  isShipped,
});

const designEntry = (file: string, { name, vsphere, downstream }: Design): DesignEntry => ({
  id: idOf(file),
  name,
  file,
  hosts: vsphere.hosts.length,
  clusters: downstream.atStart,
});
