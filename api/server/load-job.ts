/** Loading what a job names, in a worker. A scenario that was sent may name no file but a design that is shipped or was sent. */
import { basename } from 'node:path';
import { nearest } from '../../models/index.ts';
import { type Complaint, complaintJson, type Place, WrongInput } from '../complaint.ts';
import { type LoadedScenario, loadScenario, type Written } from '../load.ts';
import { shippedDesigns } from '../package.ts';
import type { Input, Job, Trouble } from './job.ts';

/** @throws WrongInput */
export function loadJob({ file, text, set, design, sent }: Input): LoadedScenario {
  if (design?.isInstead) return loadScenario(file, { set, ...(text === undefined ? {} : { text }), findDesign: () => design });
  return loadScenario(file, text === undefined ? { set } : { set, text, findDesign: (name, place) => findDesign(name, place, design, sent) });
}

/** @throws WrongInput for anything but the name of a design that is there; Wanted when its text is not at hand. */
export function findDesign(name: string, place: Place, design: Job['design'], sent: readonly string[] = []): Written {
  const designs = shippedDesigns();
  const shipped = designs.map((file) => `designs/${basename(file)}`);
  const found = shipped.indexOf(name);
  if (found >= 0) return { file: designs[found] as string };
  if (design?.file === name) return design;
  if (sent.includes(name)) throw new Wanted(name);
  const known = [...shipped, ...sent];
  const complaint: Complaint = {
    code: 'unknown-name',
    message: `there is no design "${name}" here`,
    place,
    found: name,
    expected: `one of ${known.join(', ')}`,
    ...nearest(name, known),
  };
  throw new WrongInput([complaint]);
}

/** Thrown for a design that was sent, so that whoever keeps it can pass its text. */
export class Wanted extends Error {
  constructor(readonly file: string) {
    super(`${file} is wanted`);
  }
}

/** What went wrong, for the caller. What is no fault of the input is a fault of Paddock. */
export function troubleOf(error: unknown): Trouble {
  if (error instanceof WrongInput) {
    const [first] = error.complaints;
    const more = error.complaints.length > 1 ? `, and ${error.complaints.length - 1} more` : '';
    return { status: 422, code: 'wrong-input', detail: `${first?.message ?? 'wrong input'}${more}`, errors: error.complaints.map(complaintJson) };
  }
  if (error instanceof Stopped) return error.trouble;
  return { status: 500, code: 'internal', detail: `a fault of Paddock itself: ${(error as Error).message}` };
}

/** Ends what is under way for a reason that is nobody's fault. */
export class Stopped extends Error {
  constructor(readonly trouble: Trouble) {
    super(trouble.detail);
  }
}
