/** The scenarios and designs that can be asked for by id: those that Paddock ships and those that were sent. */
import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import type { Design } from '../../models/index.ts';
import type { Written } from '../load.ts';
import { shippedDesigns, shippedScenarios } from '../package.ts';
import type { Checked, Input } from './job.ts';
import { notFound, Problem } from './problem.ts';
import type { DesignBody, DesignEntry, DesignUpload, ScenarioBody, ScenarioEntry, ScenarioList, ScenarioUpload, WrongScenario } from './protocol.ts';
import type { Store } from './store.ts';
import { idOf } from './timeline.ts';
import type { Workshop } from './workshop.ts';

/** What a scenario is, and the design it was looked at with, when that was sent or named by the call. */
export interface Looked {
  checked: Checked;
  design?: NonNullable<Input['design']>;
}

const scenariosMost = 1_000;
const designsMost = 200;
/** Looks at scenarios that are remembered. */
const checksMost = 100;

export class Library {
  /** What shipped scenarios are; read once, since they do not change unless one is wrong and is mended. */
  private shipped: Promise<ScenarioList> | undefined;
  /** Counts changes to the designs that were sent, since what a scenario is hangs on them. */
  private designsKey = 0;
  private readonly checks = new Map<string, Promise<Looked>>();

  constructor(
    private readonly store: Store,
    private readonly workshop: Workshop,
    /** The files of the scenarios that are shipped. */
    private readonly shelf: () => string[] = shippedScenarios,
  ) {}

  /** All that can be run, and apart from it what is shipped and wrong. */
  async scenarios(): Promise<ScenarioList> {
    this.shipped ??= this.readShelf();
    const { scenarios, wrong } = await this.shipped;
    if (wrong.length > 0) this.shipped = undefined;
    const sent = this.store.scenarios().map(({ id, about }): ScenarioEntry => ({ id, ...JSON.parse(about) }));
    return { scenarios: [...scenarios, ...sent], wrong };
  }

  private async readShelf(): Promise<ScenarioList> {
    const list: ScenarioList = { scenarios: [], wrong: [] };
    const files = this.shelf();
    const looks = await Promise.allSettled(files.map((file) => this.look({ file, set: [] })));
    for (const [i, look] of looks.entries()) {
      const id = idOf(files[i] as string);
      if (look.status === 'fulfilled') list.scenarios.push(entryOf(id, look.value.checked, true));
      else list.wrong.push({ id, ...troubleOf(look.reason) });
    }
    return list;
  }

  /** @throws Problem when there is no such scenario. */
  origin(id: string): Written {
    const file = this.shelf().find((one) => idOf(one) === id);
    if (file !== undefined) return { file };
    const sent = this.store.scenario(id);
    if (!sent) throw notFound('scenario', id);
    return { file: sent.name, text: sent.text };
  }

  /** What a scenario is under some changes, if it is right. A worker that runs it looks again. @throws Problem */
  check(origin: Written, set: string[], design?: string): Promise<Looked> {
    const instead = design === undefined ? {} : { design: { ...this.designOrigin(design), isInstead: true } };
    // A design that was sent may have been replaced since, a file been written anew.
    const state = origin.text === undefined ? statSync(origin.file).mtimeMs : this.designsKey;
    const key = JSON.stringify([origin, set, instead, state]);
    const found = this.checks.get(key) ?? this.look({ ...origin, set, ...instead });
    this.checks.delete(key);
    this.checks.set(key, found);
    found.catch(() => this.checks.delete(key));
    for (const oldest of this.checks.keys()) {
      if (this.checks.size <= checksMost) break;
      this.checks.delete(oldest);
    }
    return found;
  }

  /** Has a worker look; passes the text of a design that was sent when the scenario names one. */
  private async look(input: Input): Promise<Looked> {
    const sent = this.store.designs().map(({ id }) => sentName(id));
    const checked = await this.workshop.check({ ...input, sent });
    if (!('wants' in checked)) return { checked, ...(input.design ? { design: input.design } : {}) };
    const text = this.store.design(idOf(checked.wants))?.text;
    // Deleted meanwhile: then it is not known either.
    return this.look(text === undefined ? input : { ...input, design: { file: checked.wants, text } });
  }

  /** @throws Problem */
  async scenario(id: string): Promise<ScenarioBody> {
    const origin = this.origin(id);
    const { checked } = await this.check(origin, []);
    return { ...entryOf(id, checked, origin.text === undefined), text: origin.text ?? readFileSync(origin.file, 'utf8'), data: checked.data };
  }

  /** Takes a scenario in; the same text twice is one scenario. @throws Problem with everything that is wrong with it */
  async add({ text, name = 'scenario.yaml' }: ScenarioUpload): Promise<ScenarioBody> {
    const { checked } = await this.look({ file: name, text, set: [] });
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
    const shipped = shippedDesigns().map(async (file) => designEntry(idOf(file), file, (await this.workshop.design({ file })) as Design, true));
    const sent = this.store.designs().map(({ id, about }): DesignEntry => ({ id, ...JSON.parse(about) }));
    return [...(await Promise.all(shipped)), ...sent];
  }

  /** @throws Problem */
  async design(id: string): Promise<DesignBody> {
    const origin = this.designOrigin(id);
    const data = (await this.workshop.design(origin)) as Design;
    return { ...designEntry(id, origin.file, data, origin.text === undefined), text: origin.text ?? readFileSync(origin.file, 'utf8'), data };
  }

  /** @throws Problem when there is no such design. */
  designOrigin(id: string): Written {
    const file = shippedDesigns().find((one) => idOf(one) === id);
    if (file !== undefined) return { file };
    const sent = this.store.design(id);
    if (!sent) throw notFound('design', id);
    return { file: sentName(id), text: sent.text };
  }

  /** Takes a new design in. @throws Problem with everything that is wrong with it, or when its name is taken */
  async addDesign({ text, name }: DesignUpload): Promise<DesignBody> {
    const id = idOf(name);
    const before = this.store.design(id);
    if (before && before.text !== text)
      throw new Problem({ status: 409, code: 'exists', detail: `there is a design "${id}" already; PUT /designs/${id} puts another in its place` });
    return (await this.putDesign(id, text)).design;
  }

  /** Takes a design in, or puts it in the place of the one before. What ran keeps the one it ran on. @throws Problem */
  async putDesign(id: string, text: string): Promise<{ design: DesignBody; isNew: boolean }> {
    if (this.isShippedDesign(id)) throw new Problem({ status: 403, code: 'shipped', detail: `design "${id}" comes with Paddock and stays; take another name` });
    const file = sentName(id);
    const data = (await this.workshop.design({ file, text })) as Design;
    const isNew = this.store.design(id) === undefined;
    if (isNew && this.store.designs().length >= designsMost)
      throw new Problem({ status: 409, code: 'too-many', detail: `there are ${designsMost} designs already; delete some` });
    const { id: _, ...about } = designEntry(id, file, data, false);
    this.store.putDesign({ id, text, about: JSON.stringify(about) });
    this.designsKey++;
    return { design: { id, ...about, text, data }, isNew };
  }

  /** @throws Problem for one that is shipped, or unknown. */
  removeDesign(id: string): void {
    if (this.designOrigin(id).text === undefined) throw new Problem({ status: 403, code: 'shipped', detail: `design "${id}" comes with Paddock and stays` });
    this.store.deleteDesign(id);
    this.designsKey++;
  }

  private isShippedDesign(id: string): boolean {
    return shippedDesigns().some((file) => idOf(file) === id);
  }
}

/** As a scenario names a design that was sent. */
const sentName = (id: string): string => `designs/${id}.yaml`;

/** What is wrong with a file. @throws whatever went wrong besides */
function troubleOf(reason: unknown): Pick<WrongScenario, 'detail' | 'errors'> {
  if (!(reason instanceof Problem)) throw reason;
  return { detail: reason.trouble.detail, errors: reason.trouble.errors ?? [] };
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

const designEntry = (id: string, file: string, { name, vsphere, downstream }: Design, isShipped: boolean): DesignEntry => ({
  id,
  name,
  file,
  hosts: vsphere.hosts.length,
  clusters: downstream.atStart,
  isShipped,
});
