/** What a scenario's shape cannot say: which keys go together, and that everything it names exists in its design. */
import type { AnyStateNode } from 'xstate';
import { Run, resolveTarget } from '../sim/index.ts';
import { parseDuration } from '../sim/time.ts';
import { ownName } from './check-design.ts';
import { compileScenario } from './compile.ts';
import { type Design, isOnPks } from './design.ts';
import { type Keyed, oneOf, strays } from './keys.ts';
import { kinds } from './platform/define.ts';
import { vmOfNode } from './platform/homes.ts';
import { isOwnName, isPodOf } from './platform/own-names.ts';
import { platformNames } from './platform/platforms.ts';
import { type Problem, unknown } from './problem.ts';
import type { Expectation, Scenario, TimelineLine } from './scenario.ts';
import { faults, operations, vocabularyOf } from './vocabulary.ts';
import { nearest } from './words.ts';

type Path = Problem['path'];

/** Every problem of a scenario whose shape is right, against a design that is right. */
export function checkScenario(scenario: Scenario, design: Design): Problem[] {
  const end = parseDuration(scenario.duration);
  // What is not there at the start may be by the time a line names it.
  const start = new Run({ ...compileScenario({ ...scenario, timeline: [], expect: [] }, { ...design, installed: 'rancher' }), script: [] });
  const { world } = start;
  const timeline = scenario.timeline.flatMap((line, i) => checkLine(line, ['timeline', i], end, start, scenario, design));
  const known = { paths: [...world.paths.keys()], pools: [...world.pools.keys()] };
  const expectations = scenario.expect.flatMap((expectation, i) => checkExpectation(expectation, ['expect', i], known));
  if (scenario.flip && !scenario.expect.some(({ name }) => name === scenario.flip?.fails)) {
    const names = scenario.expect.map(({ name }) => name);
    expectations.push({ ...unknown('expectation', scenario.flip.fails, names, ['flip', 'fails']) });
  }
  return [...timeline, ...expectations];
}

function checkLine(line: TimelineLine, path: Path, end: number, start: Run, scenario: Scenario, design: Design): Problem[] {
  const which = oneOf(['fault', 'operation', 'say'], line, path);
  if (typeof which !== 'string') return [which];
  const found: Problem[] = [];
  if (parseDuration(line.at) > end) {
    found.push({
      code: 'too-late',
      message: `${line.at} is after the end of the run`,
      path: [...path, 'at'],
      found: line.at,
      expected: `at most ${scenario.duration}`,
    });
  }
  if (which === 'say') return [...found, ...strays(line, ['at', 'say'], 'say', path)];
  if (which === 'fault') return [...found, ...checkFault(line, path, start, scenario)];
  const name = line.operation as string;
  const names = operations.map((operation) => operation.name);
  const takes = operations.find((operation) => operation.name === name)?.takes;
  if (takes === undefined) return [...found, unknown('operation', name, names, [...path, 'operation'])];
  const strange = checkOperation(name, [...path, 'operation'], design);
  if (strange.length > 0) return [...found, ...strange];
  if ((line.count ?? 1) > 1 && line.every === undefined) {
    found.push({ code: 'wrong-keys', message: '"count" goes with "every"', path: [...path, 'count'], isKey: true, expected: 'every: how far apart' });
  }
  const last = parseDuration(line.at) + (line.every ? parseDuration(line.every) : 0) * ((line.count ?? 1) - 1);
  if (last > end && found.length === 0) {
    found.push({
      code: 'too-late',
      message: `the last of ${line.count} comes after the end of the run`,
      path: [...path, 'count'],
      expected: `a duration of more than ${scenario.duration}`,
    });
  }
  const keys = ['at', 'operation', 'count', 'every', ...takes];
  if (takes.includes('host')) found.push(...checkHost(line, path, start));
  if (takes.includes('node')) found.push(...checkNode(line, path, start, design));
  if (takes.includes('datastore')) found.push(...checkDatastore(line, path, start));
  return [...found, ...strays(line, keys, `operation ${name}`, path), ...checkNewName(line, path, start, scenario)];
}

/** An operation of another platform than the design's. */
function checkOperation(name: string, path: Path, design: Design): Problem[] {
  const here = vocabularyOf(design).operations.map((operation) => operation.name);
  if (here.includes(name)) return [];
  const message = `"${name}" cannot be done on ${platformNames[design.platform]}`;
  return [{ code: 'wrong-platform', message, path, found: name, expected: here.join(', '), ...nearest(name, here) }];
}

function checkHost({ operation, host }: TimelineLine, path: Path, { world }: Run): Problem[] {
  const hosts = world.actors.flatMap((actor) => (actor?.kind === 'host' ? [actor.id] : []));
  if (host === undefined) return [{ code: 'missing', message: `"${operation}" needs a host`, path, expected: `host: ${hosts.join(', ')}` }];
  return hosts.includes(host) ? [] : [unknown('host', host, hosts, [...path, 'host'])];
}

function checkDatastore({ datastore }: TimelineLine, path: Path, { world }: Run): Problem[] {
  const datastores = world.actors.flatMap((actor) => (actor?.kind === 'datastore' ? [actor.id] : []));
  return datastore === undefined || datastores.includes(datastore) ? [] : [unknown('datastore', datastore, datastores, [...path, 'datastore'])];
}

/** A worker that is there, or one that may come: worker-9. */
function checkNode({ operation, node }: TimelineLine, path: Path, { world }: Run, design: Design): Problem[] {
  const workers = world.actors.flatMap((actor) => (actor?.kind === 'node' ? [vmOfNode(actor.id)] : []));
  if (node === undefined) return [{ code: 'missing', message: `"${operation}" needs a node`, path, expected: `node: ${workers.join(', ')}` }];
  const isKnown = workers.includes(vmOfNode(node)) || (isOnPks(design) && /^(node-)?worker-\d+$/.test(node));
  return isKnown ? [] : [unknown('node', node, workers, [...path, 'node'])];
}

/** What an operation makes may not be called like an actor of another kind. */
function checkNewName(line: TimelineLine, path: Path, { world }: Run, { timeline }: Scenario): Problem[] {
  if (line.operation === 'create-pks-cluster') {
    const name = line.cluster ?? 'cluster';
    const at = line.cluster === undefined ? path : [...path, 'cluster'];
    if (isOwnName(name)) return [ownName(name, at)];
    const workload = timeline.find((other) => other.operation === 'create-workload' && isPodOf(other.name ?? 'app', name));
    return workload ? [sameName(`"${name}" may be a pod of the workload "${workload.name ?? 'app'}"`, name, at)] : [];
  }
  if (line.operation !== 'create-workload') return [];
  const at = line.name === undefined ? path : [...path, 'name'];
  const name = line.name ?? 'app';
  const other = world.actors.find((actor) => actor && actor.kind !== 'pod' && isPodOf(name, actor.id));
  return other ? [sameName(`a pod of "${name}" would be called like ${article(other.kind)}, ${other.id}`, name, at)] : [];
}

function sameName(message: string, found: string, path: Path): Problem {
  return { code: 'duplicate-name', message, path, found, expected: 'another name' };
}

function checkFault(line: TimelineLine, path: Path, start: Run, scenario: Scenario): Problem[] {
  const found = strays(line, ['at', 'fault', 'target', 'for'], 'a fault', path);
  const verb = faults.find(({ name }) => name === line.fault);
  if (!verb)
    found.push(
      unknown(
        'fault',
        line.fault as string,
        faults.map(({ name }) => name),
        [...path, 'fault'],
      ),
    );
  if (line.target === undefined) return [...found, { code: 'missing', message: '"target" is missing', path, expected: 'target: an id or a role' }];
  if (!verb || isImportedLater(line.target, scenario)) return found;
  const { world } = start;
  const view = world.workforce.hands[0];
  if (!view) return found;
  const resolved = resolveTarget(line.target, view, start.spec.twin.vocabulary, () => 0);
  const at = [...path, 'target'];
  if (typeof resolved === 'string') {
    const ids = world.actors.flatMap((actor) => (actor && verb.kinds.includes(actor.kind) ? [actor.id] : []));
    const roles = Object.keys(start.spec.twin.vocabulary.groups);
    const near = nearest(line.target.split(' of ').at(-1) ?? '', [...ids, ...roles]);
    return [
      ...found,
      {
        code: 'unknown-target',
        message: resolved,
        path: at,
        found: line.target,
        expected: `an id (${ids.slice(0, 4).join(', ')} …) or a role (${roles.slice(0, 4).join(', ')} …)`,
        ...near,
      },
    ];
  }
  const wrong = resolved.find((id) => !verb.kinds.includes(world.find(id)?.kind ?? ''));
  const fleeting = line.for === undefined ? undefined : resolved.find((id) => verb.lasting && !verb.lasting.includes(world.find(id)?.kind ?? ''));
  if (fleeting !== undefined && wrong === undefined) {
    found.push({
      code: 'wrong-keys',
      message: `"${verb.name}" does not last on ${article(world.find(fleeting)?.kind ?? '')}`,
      path: [...path, 'for'],
      isKey: true,
      found: 'for',
    });
  }
  if (wrong === undefined) return found;
  const message = `"${verb.name}" is for ${verb.kinds.join(', ')}; ${wrong} is ${article(world.find(wrong)?.kind ?? '')}`;
  const fitting = faults.filter(({ kinds: fit }) => fit.includes(world.find(wrong)?.kind ?? '')).map(({ name }) => name);
  return [
    ...found,
    { code: 'wrong-target', message, path: at, found: line.target, expected: fitting.length > 0 ? `for it: ${fitting.join(', ')}` : 'another target' },
  ];
}

const article = (noun: string) => `${/^[aeiou]/.test(noun) ? 'an' : 'a'} ${noun}`;

/** Agents of clusters that come in the scenario itself do not exist at the start. */
function isImportedLater(target: string, { timeline }: Scenario): boolean {
  return /^agent\/c-\d+$/.test(target) && timeline.some(({ operation }) => operation === 'import-cluster' || operation === 'create-cluster');
}

const temporal = ['always', 'never', 'sometimes', 'eventually'] as const;
const bounds = ['atLeast', 'atMost', 'exactly'];

function checkExpectation(expectation: Expectation, path: Path, known: { paths: string[]; pools: string[] }): Problem[] {
  const which = oneOf([...temporal, 'level'], expectation, path);
  if (typeof which !== 'string') return [which];
  if (which === 'level') {
    const found = strays(expectation, ['name', 'level', 'availability', 'meanShare', 'outage', 'outages'], 'level', path);
    const name = expectation.level as string;
    if (!known.paths.includes(name)) found.push(unknown('path', name, known.paths, [...path, 'level']));
    const limits = ['availability', 'meanShare', 'outage', 'outages'];
    if (!limits.some((key) => key in expectation))
      found.push({ code: 'missing', message: 'a level needs a bound', path, expected: `one of ${limits.join(', ')}` });
    return found;
  }
  const allowed = ['name', which, 'from', 'to', ...(which === 'eventually' ? ['within'] : [])];
  const found = strays(expectation, allowed, which, path);
  if (which === 'eventually' && expectation.within === undefined)
    found.push({ code: 'missing', message: '"within" is missing', path, expected: 'within: how soon' });
  return [...found, ...checkCondition(expectation[which as 'always'] as unknown as Keyed, [...path, which], known)];
}

function checkCondition(condition: Keyed, path: Path, known: { paths: string[]; pools: string[] }): Problem[] {
  const which = oneOf(['actor', 'count', 'pool', 'path', 'happened', 'all', 'any', 'not'], condition, path);
  if (typeof which !== 'string') return [which];
  if (which === 'not') return [...strays(condition, ['not'], which, path), ...checkCondition(condition.not as Keyed, [...path, 'not'], known)];
  if (which === 'all' || which === 'any') {
    const list = condition[which] as Keyed[];
    return [...strays(condition, [which], which, path), ...list.flatMap((one, i) => checkCondition(one, [...path, which, i], known))];
  }
  const also = { actor: ['state'], count: bounds, pool: ['of', ...bounds], path: bounds, happened: bounds }[which] as string[];
  const found = strays(condition, [which, ...also], which, path);
  if (which === 'actor' && condition.state === undefined)
    found.push({ code: 'missing', message: '"state" is missing', path, expected: 'state: the state it should be in' });
  if (which === 'pool') {
    if (!known.pools.includes(condition.pool as string)) found.push(unknown('pool', condition.pool as string, known.pools, [...path, 'pool']));
    if (condition.of === undefined) found.push({ code: 'missing', message: '"of" is missing', path, expected: 'of: free or taken' });
  }
  if (which === 'path' && !known.paths.includes(condition.path as string))
    found.push(unknown('path', condition.path as string, known.paths, [...path, 'path']));
  if (which === 'count' || which === 'happened')
    found.push(...checkKind(condition[which] as { kind?: string; state?: string; to?: string; from?: string }, [...path, which]));
  return found;
}

function checkKind(of: { kind?: string; state?: string; to?: string; from?: string }, path: Path): Problem[] {
  if (of.kind === undefined) return [];
  const kind = kinds.find(({ name }) => name === of.kind);
  if (!kind)
    return [
      unknown(
        'kind',
        of.kind,
        kinds.map(({ name }) => name),
        [...path, 'kind'],
      ),
    ];
  const states = statesOf(kind.machine.root);
  return (['state', 'to', 'from'] as const).flatMap((key) => {
    const state = of[key];
    return state === undefined || states.includes(state) ? [] : [unknown(`state of a ${of.kind}`, state, states, [...path, key])];
  });
}

/** The names of every state below a node. */
function statesOf(node: AnyStateNode): string[] {
  return Object.values(node.states as Record<string, AnyStateNode>).flatMap((child) => [child.path.join('.'), ...statesOf(child)]);
}
