/** What a shared link holds: scenario, seed, another design, changes to the design, the moment and what is selected. */

export type Scalar = string | number | boolean;

/** An actor or a path as it is at the moment; a record, whenever it was. */
export type Selection = { type: 'actor'; id: string } | { type: 'path'; id: string } | { type: 'record'; index: number };

export interface Link {
  scenario: string | undefined;
  seed: number | undefined;
  /** A design's id, instead of the one that the scenario names. */
  design?: string | undefined;
  set: Readonly<Record<string, Scalar>>;
  /** Seconds since the start of the run. */
  at: number | undefined;
  selection: Selection | undefined;
}

export function readLink(hash: string): Link {
  const query = new URLSearchParams(hash.replace(/^#/, ''));
  const set: Record<string, Scalar> = {};
  for (const change of query.getAll('set')) {
    const cut = change.indexOf('=');
    if (cut > 0) set[change.slice(0, cut)] = scalar(change.slice(cut + 1));
  }
  return {
    scenario: query.get('scenario') ?? undefined,
    seed: wholeNumber(query.get('seed')),
    ...(query.has('design') ? { design: query.get('design') ?? undefined } : {}),
    set,
    at: seconds(query.get('t')),
    selection: readSelection(query.get('sel')),
  };
}

export function writeLink({ scenario, seed, design, set, at, selection }: Link): string {
  const query = new URLSearchParams();
  if (scenario !== undefined) query.set('scenario', scenario);
  if (seed !== undefined) query.set('seed', String(seed));
  if (design !== undefined) query.set('design', design);
  for (const [path, value] of Object.entries(set)) query.append('set', `${path}=${value}`);
  if (at !== undefined) query.set('t', String(at));
  if (selection) query.set('sel', selection.type === 'record' ? `record:${selection.index}` : `${selection.type}:${selection.id}`);
  return `#${query}`;
}

function readSelection(text: string | null): Selection | undefined {
  const [, type, id = ''] = /^(actor|path|record):(.+)$/.exec(text ?? '') ?? [];
  if (type === 'record') return /^\d+$/.test(id) ? { type, index: Number(id) } : undefined;
  return type === 'actor' || type === 'path' ? { type, id } : undefined;
}

function scalar(text: string): Scalar {
  if (text === 'true' || text === 'false') return text === 'true';
  return text.trim() !== '' && String(Number(text)) === text ? Number(text) : text;
}

const wholeNumber = (text: string | null): number | undefined => (text !== null && /^\d{1,16}$/.test(text) ? Number(text) : undefined);

function seconds(text: string | null): number | undefined {
  const value = Number(text ?? Number.NaN);
  return Number.isFinite(value) && value >= 0 ? value : undefined;
}
