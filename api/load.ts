/** Loading a scenario with its design: reads, changes, validates and checks both, and complains of everything at once. */
import { dirname, isAbsolute, join, relative } from 'node:path';
import { stringify } from 'yaml';
import {
  checkDesign,
  checkInstalled,
  checkPolicy,
  checkScenario,
  type Design,
  isOfPlatform,
  type Policy,
  type Problem,
  type Scenario,
} from '../models/index.ts';
import { type Complaint, inOrder, type Place, WrongInput } from './complaint.ts';
import { applyOverride, fromArguments, fromFile, type Override } from './override.ts';
import { certain, plausible } from './plausible.ts';
import { isBlock, schemas } from './schema.ts';
import { shapeProblems } from './shape.ts';
import { Source } from './source.ts';
import { readText } from './text-file.ts';

export interface LoadedScenario {
  file: string;
  scenario: Scenario;
  design: Design;
  /** A problem with the scenario, found later, with its place in the file. */
  complain(problem: Problem): Complaint;
}

export interface LoadOptions {
  /** Changes to the design from the call, as `path=value`. */
  set?: readonly string[];
  /** Makes the change of the scenario's `flip` too. */
  isFlipped?: boolean;
  /** The scenario or design itself, where it is no file. */
  text?: string;
  /** Another design than the scenario's own: its file. What the scenario sets of another platform's blocks is left out. */
  design?: string;
  /** A design by the name that the scenario gives it; beside the scenario's own when left out. @throws WrongInput */
  findDesign?: (name: string, named: Place) => Written;
}

/** A file, or a text under the name of one. */
export interface Written {
  file: string;
  text?: string;
}

/** @throws WrongInput with everything that is wrong with either file. */
export function loadScenario(
  file: string,
  { set = [], isFlipped = false, text, design: other, findDesign = (name) => ({ file: other ?? beside(file, name) }) }: LoadOptions = {},
): LoadedScenario {
  const source = text === undefined ? readSource(file) : new Source(file, text);
  if (source.complaints.length > 0) throw new WrongInput(source.complaints);
  const shape = shapeProblems('scenario', source.data);
  const { set: own, flip, design: name } = (isBlock(source.data) ? source.data : {}) as Record<string, unknown>;
  const place = source.place(['design']);
  const named = typeof name === 'string' && name !== '' ? loadRaw(findDesign(name, place), place) : undefined;
  const applies = other === undefined ? () => true : fits(named);
  const flipped = isBlock(flip) ? fromFile(source, ['flip', 'set'], flip.set).filter(applies) : [];
  const given = fromArguments(set);
  const overrides = [...fromFile(source, ['set'], own).filter(applies), ...given.overrides, ...(isFlipped ? flipped : [])];
  const { complaints, design, wrong } = named ? finish(named, overrides) : { complaints: [] };
  if (named && design && !isFlipped && flipped.length > 0) complaints.push(...finish(named, [...overrides, ...flipped]).complaints);
  // What the scenario says is checked even where its shape or its design is wrong, as far as that goes.
  const scenario = shape.length === 0 ? source.data : plausible('scenario', source.data, shape);
  const kept = overrides.filter((override) => !wrong?.has(override));
  const platform = design ?? (named && kept.length < overrides.length ? finish(named, kept).design : undefined);
  const about = platform && scenario ? checkScenario(scenario as Scenario, platform) : [];
  complaints.push(...[...shape, ...(shape.length === 0 ? about : certain(about))].map((problem) => source.complain(problem)));
  complaints.push(...given.complaints);
  if (complaints.length > 0 || !design) throw new WrongInput(inOrder(complaints));
  return { file, scenario: freeze(source.data as Scenario), design: freeze(design), complain: (problem) => source.complain(problem) };
}

/** @throws WrongInput with everything that is wrong with the file. */
export function loadDesign(file: string, { set = [], text }: Pick<LoadOptions, 'set' | 'text'> = {}): Design {
  const given = fromArguments(set);
  const { complaints, design } = finish(text === undefined ? readSource(file) : new Source(file, text), given.overrides);
  complaints.push(...given.complaints);
  if (complaints.length > 0 || !design) throw new WrongInput(inOrder(complaints));
  return freeze(design);
}

/** A design that a study asks about. @throws WrongInput with everything that is wrong with the file, and when its platform is still to be installed. */
export function loadPlatform(file: string, options: Pick<LoadOptions, 'set'> = {}): Design {
  const given = fromArguments(options.set ?? []);
  const { complaints, design } = finish(readSource(file), given.overrides, checkInstalled);
  complaints.push(...given.complaints);
  if (complaints.length > 0 || !design) throw new WrongInput(inOrder(complaints));
  return freeze(design);
}

/** Another design: the given one with changes by path, `{ 'vsphere.ha.enabled': false }`. @throws WrongInput */
export function changeDesign(design: Design, changes: Readonly<Record<string, unknown>>): Design {
  const given = fromArguments(Object.entries(changes).map(([path, value]) => `${path}=${JSON.stringify(value)}`));
  const { complaints, design: changed } = finish(new Source(design.name, stringify(design)), given.overrides);
  complaints.push(...given.complaints);
  if (complaints.length > 0 || !changed) throw new WrongInput(inOrder(complaints));
  return freeze(changed);
}

/** A policy for a design. @throws WrongInput with everything that is wrong with the file. */
export function loadPolicy(file: string, design: Design): Policy {
  const source = readSource(file);
  const shape = source.complaints.length > 0 ? [] : shapeProblems('policy', source.data);
  const problems = source.complaints.length + shape.length > 0 ? shape : checkPolicy(source.data as Policy, design);
  const complaints = [...source.complaints, ...problems.map((problem) => source.complain(problem))];
  if (complaints.length > 0) throw new WrongInput(inOrder(complaints));
  return freeze(source.data as Policy);
}

/** A scenario's shape alone, for the list. @throws WrongInput */
export function readScenario(file: string): Scenario {
  const source = readSource(file);
  const complaints = source.complaints.length > 0 ? source.complaints : shapeProblems('scenario', source.data).map((problem) => source.complain(problem));
  if (complaints.length > 0) throw new WrongInput(complaints);
  return source.data as Scenario;
}

function readSource(file: string): Source {
  const text = readText(file);
  if (typeof text !== 'string') throw new WrongInput([text]);
  return new Source(file, text);
}

/** A design that a scenario names; one that cannot be read is the fault of the name. */
function loadRaw({ file, text: given }: Written, named: Place): Source | Complaint {
  const text = given === undefined ? readText(file) : given;
  if (typeof text === 'string') return new Source(file, text);
  // What is wrong inside the file is shown there.
  if (text.place.line > 0) return text;
  const { nearest } = text;
  return { ...text, message: `${file}: ${text.message}`, place: named, ...(nearest ? { nearest: relative(dirname(named.file), nearest) } : {}) };
}

interface Finished {
  complaints: Complaint[];
  /** There in spite of complaints too, where enough of it is right. */
  design?: Design;
  /** The changes that are complained of. */
  wrong?: ReadonlySet<Override>;
}

/** Changes, validates and checks a design. */
function finish(source: Source | Complaint, overrides: readonly Override[], check: (design: Design) => Problem[] = checkDesign): Finished {
  if (!(source instanceof Source)) return { complaints: [source] };
  if (source.complaints.length > 0) return { complaints: [...source.complaints] };
  const data = structuredClone(source.data);
  const written: { override: Override; path: Problem['path'] }[] = [];
  const complaints: Complaint[] = [];
  const wrong = new Set<Override>();
  const blame = (override: Override, inner: Problem['path'], isKey: boolean) => {
    wrong.add(override);
    return override.place(inner, isKey);
  };
  for (const override of isBlock(data) ? overrides : []) {
    const result = applyOverride(schemas.design, data, override);
    if (Array.isArray(result)) written.push({ override, path: result });
    else complaints.push({ ...(result as Omit<Problem, 'path'>), place: blame(override, [], true) });
  }
  const complain = ({ path, isKey = false, ...about }: Problem): Complaint => {
    const from = written.findLast((one) => startsWith(path, one.path));
    if (from) return { ...about, place: blame(from.override, path.slice(from.path.length), isKey) };
    const into = source.has(path) ? undefined : written.findLast((one) => startsWith(one.path, path));
    return { ...about, place: into ? blame(into.override, [], true) : source.place(path, isKey) };
  };
  const shape = shapeProblems('design', data);
  complaints.push(...shape.map(complain));
  const rest = shape.length === 0 ? data : plausible('design', data, shape);
  if (rest === undefined) return { complaints, wrong };
  const about = check(rest as Design);
  complaints.push(...(shape.length === 0 ? about : certain(about)).map(complain));
  return about.length === 0 ? { complaints, design: rest as Design, wrong } : { complaints, wrong };
}

/** Which changes of a scenario concern a design that it was not written for: those to no block of another platform. */
function fits(named: Source | Complaint | undefined): (override: Override) => boolean {
  const platform = named instanceof Source && isBlock(named.data) ? named.data.platform : undefined;
  return ({ path }) => isOfPlatform(path.split('.')[0] ?? '', typeof platform === 'string' ? platform : undefined);
}

const beside = (file: string, name: string): string => (isAbsolute(name) ? name : join(dirname(file), name));

const startsWith = (path: Problem['path'], start: Problem['path']): boolean => start.every((step, i) => path[i] === step);

/** Read-only from here on. */
function freeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const inner of Object.values(value)) freeze(inner);
  }
  return value;
}
