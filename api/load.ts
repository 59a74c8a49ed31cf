/** Loading a scenario with its design: reads, changes, validates and checks both, and complains of everything at once. */
import { dirname, isAbsolute, join, relative } from 'node:path';
import { checkDesign, checkScenario, type Design, type Problem, type Scenario } from '../models/index.ts';
import { aboutArgument, type Complaint, inOrder, type Place, WrongInput } from './complaint.ts';
import { applyOverride, type Override } from './override.ts';
import { schemas } from './schema.ts';
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
  /** The scenario itself, where it is no file. */
  text?: string;
  /** The file of a design by the name that the scenario gives it; beside the scenario's own when left out. @throws WrongInput */
  findDesign?: (name: string, named: Place) => string;
}

/** @throws WrongInput with everything that is wrong with either file. */
export function loadScenario(file: string, { set = [], isFlipped = false, text, findDesign = (name) => beside(file, name) }: LoadOptions = {}): LoadedScenario {
  const source = text === undefined ? readSource(file) : new Source(file, text);
  if (source.complaints.length > 0) throw new WrongInput(source.complaints);
  const complaints = shapeProblems('scenario', source.data).map((problem) => source.complain(problem));
  const { set: own, flip, design: name } = (isBlock(source.data) ? source.data : {}) as Record<string, unknown>;
  const given = set.map(fromArgument);
  const overrides = [...fromFile(source, ['set'], own), ...given];
  const flipped = isBlock(flip) ? fromFile(source, ['flip', 'set'], flip.set) : [];
  let design: Design | undefined;
  if (typeof name === 'string' && name !== '') {
    const named = source.place(['design']);
    const home = findDesign(name, named);
    const found = loadRaw(home, named);
    if (isFlipped) overrides.push(...flipped);
    const result = finish(found, overrides);
    complaints.push(...result.complaints);
    if (result.complaints.length === 0) {
      design = result.design;
      if (!isFlipped) complaints.push(...finish(loadRaw(home, named), [...overrides, ...flipped]).complaints);
    }
  }
  if (complaints.length === 0 && design) {
    const problems = checkScenario(source.data as Scenario, design);
    complaints.push(...problems.map((problem) => source.complain(problem)));
    if (complaints.length === 0) {
      return { file, scenario: freeze(source.data as Scenario), design: freeze(design), complain: (problem) => source.complain(problem) };
    }
  }
  throw new WrongInput(inOrder(complaints));
}

/** @throws WrongInput with everything that is wrong with the file. */
export function loadDesign(file: string, { set = [] }: LoadOptions = {}): Design {
  const { complaints, design } = finish(readSource(file), set.map(fromArgument));
  if (complaints.length > 0) throw new WrongInput(inOrder(complaints));
  return freeze(design as Design);
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
function loadRaw(file: string, named: Place): Source | Complaint {
  const text = readText(file);
  if (typeof text === 'string') return new Source(file, text);
  // What is wrong inside the file is shown there.
  if (text.place.line > 0) return text;
  const { nearest } = text;
  return { ...text, message: `${file}: ${text.message}`, place: named, ...(nearest ? { nearest: relative(dirname(named.file), nearest) } : {}) };
}

/** Changes, validates and checks a design. */
function finish(source: Source | Complaint, overrides: readonly Override[]): { complaints: Complaint[]; design?: Design } {
  if (!(source instanceof Source)) return { complaints: [source] };
  if (source.complaints.length > 0) return { complaints: [...source.complaints] };
  const data = structuredClone(source.data);
  const written: { override: Override; path: Problem['path'] }[] = [];
  const complaints: Complaint[] = [];
  for (const override of isBlock(data) ? overrides : []) {
    const result = applyOverride(schemas.design, data, override);
    if (Array.isArray(result)) written.push({ override, path: result });
    else complaints.push({ ...(result as Omit<Problem, 'path'>), place: override.place([], true) });
  }
  const complain = ({ path, isKey = false, ...about }: Problem): Complaint => {
    const from = written.findLast((one) => startsWith(path, one.path));
    if (from) return { ...about, place: from.override.place(path.slice(from.path.length), isKey) };
    const into = source.has(path) ? undefined : written.findLast((one) => startsWith(one.path, path));
    return { ...about, place: into ? into.override.place([], true) : source.place(path, isKey) };
  };
  const shape = shapeProblems('design', data);
  complaints.push(...shape.map(complain));
  if (shape.length === 0) complaints.push(...checkDesign(data as Design).map(complain));
  return { complaints, design: data as Design };
}

/** Changes from a block of the file; none when it is no block, which its shape complains of. */
function fromFile(source: Source, home: Problem['path'], block: unknown): Override[] {
  if (!isBlock(block)) return [];
  return Object.entries(block).map(([path, value]) => ({ path, value, place: (inner, isKey) => source.place([...home, path, ...inner], isKey) }));
}

/** One `--set path=value`; the value is YAML. @throws WrongInput */
function fromArgument(argument: string): Override {
  const equals = argument.indexOf('=');
  const wrong = (message: string) =>
    aboutArgument('--set', argument, { code: 'bad-option', message, found: argument, expected: 'path=value, as vsphere.ha.enabled=false' });
  if (equals < 0) throw wrong(`"${argument}" has no "="`);
  if (equals === 0) throw wrong('the path is missing');
  const path = argument.slice(0, equals).trim();
  const source = new Source('--set', argument.slice(equals + 1), argument);
  if (source.complaints.length > 0) throw new WrongInput(source.complaints);
  const key = { file: '--set', line: 1, column: 1, length: equals, text: argument, isArgument: true };
  return { path, value: source.data, place: (inner, isKey = false) => (isKey && inner.length === 0 ? key : source.place(inner, isKey)) };
}

const beside = (file: string, name: string): string => (isAbsolute(name) ? name : join(dirname(file), name));

const startsWith = (path: Problem['path'], start: Problem['path']): boolean => start.every((step, i) => path[i] === step);

const isBlock = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Read-only from here on. */
function freeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const inner of Object.values(value)) freeze(inner);
  }
  return value;
}
