/** Loading what a job names, in a worker. A scenario that was sent may name no file but a shipped design. */
import { basename } from 'node:path';
import { nearest } from '../../models/index.ts';
import { type Complaint, complaintJson, type Place, WrongInput } from '../complaint.ts';
import { type LoadedScenario, loadScenario } from '../load.ts';
import { shippedDesigns } from '../package.ts';
import type { Job, Trouble } from './job.ts';

/** @throws WrongInput */
export function loadJob({ file, text, set }: Pick<Job, 'file' | 'text' | 'set'>): LoadedScenario {
  return loadScenario(file, text === undefined ? { set } : { set, text, findDesign });
}

/** @throws WrongInput for anything but the name of a shipped design. */
export function findDesign(name: string, place: Place): string {
  const designs = shippedDesigns();
  const known = designs.map((file) => `designs/${basename(file)}`);
  const found = known.indexOf(name);
  if (found >= 0) return designs[found] as string;
  const complaint: Complaint = {
    code: 'unknown-name',
    message: `there is no shipped design "${name}"`,
    place,
    found: name,
    expected: `one of ${known.join(', ')}`,
    ...nearest(name, known),
  };
  throw new WrongInput([complaint]);
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
