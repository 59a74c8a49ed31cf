/** Every record of a trace as one sentence, for chains of causes. */
import { formatDuration, isIn, type Run, type TraceRecord } from '../../sim/index.ts';
import type { Phrases } from '../system.ts';
import { systems } from '../systems.ts';
import { nameOf } from './names.ts';

/** What each event does, by kind. */
export const phrases: Readonly<Record<string, Phrases>> = Object.assign({}, ...systems.map((system) => system.phrases ?? {}));

/** One sentence on a record. */
export function textOf(record: TraceRecord, run: Run): string {
  const { kind, actor, event, from, to } = record;
  switch (kind) {
    case 'start':
      return 'the run starts';
    case 'transition':
      return `${nameOf(actor)} ${phraseOf(record, kindOf(actor, run))}`;
    case 'action':
      return `${nameOf(actor)}: ${actionOn(event)}`;
    case 'pool':
      if (event === 'refused') return `${actor} has no ${from === '' ? 'place' : `${from} places`} left for ${ownerOf(to)}`;
      return event === 'taken' ? `${from} of ${actor} goes to ${ownerOf(to)}` : `${from} of ${actor} comes back from ${ownerOf(to)}`;
    case 'path':
      return pathText(actor, to);
    case 'fault':
      return to;
    case 'failure':
      return `${to}, by chance`;
    case 'heal':
      return `${event} of ${actor} ends`;
    case 'operation':
      return `an operator asks for ${event.replaceAll('-', ' ')}`;
    case 'note':
      return noteText(actor, event);
    default:
      return `${actor} ${event} ${to}`.trim();
  }
}

/** What is removed in a run, by name: machines, their nodes and BOSH's instances; the rest were pods. */
const removed: readonly (readonly [RegExp, string])[] = [
  [/^(master|worker)-\d+$/, 'vm'],
  [/^node-/, 'node'],
  [/^instance\//, 'instance'],
];

/** An actor's kind, also of one that is gone. */
export const kindOf = (id: string, run: Run): string => run.world.find(id)?.kind ?? removed.find(([pattern]) => pattern.test(id))?.[1] ?? 'pod';

/** What happened, without who. */
export function phraseOf({ event, from, to }: TraceRecord, kind: string): string {
  const found = phrases[kind]?.[event];
  if (typeof found === 'string') return found;
  const state = Object.keys(found ?? {}).find((name) => name !== '' && isIn(to, name));
  return found?.[state ?? ''] ?? `goes from ${from} to ${to} on ${event}`;
}

/** Notes of those that speak of themselves begin with a verb. */
const speakers = new Set(['vsphere-ha', 'vmcp', 'vm-monitoring', 'drs', 'bosh-health-monitor']);

export function noteText(actor: string, text: string): string {
  if (!speakers.has(actor) || text.includes('leads vSphere HA')) return text;
  return actor === 'bosh-health-monitor' ? `BOSH: ${text}` : `${nameOf(actor)} ${text}`;
}

const actionOn = (key: string): string => (key === '' ? 'looks' : `looks at ${key.split(' ').map(nameOf).join(' ')}`);

const ownerOf = (owner: string): string =>
  owner
    .split(' ')
    .map((word) => (/^(ns|svc)\//.test(word) ? nameOf(word) : word))
    .join(' ');

/** What a path is to those who use it. */
const users: Readonly<Record<string, string>> = {
  'rancher-ui': "Rancher's page",
  'kube-api': 'kubectl',
  'downstream-kubectl': 'kubectl through Rancher',
  'authorized-endpoint': 'kubectl past Rancher',
};

/** A path's answer as the trace has it: `0.667 after 5 s no answer from nginx-ingress-2`. */
export function readAnswer(text: string): { share: number; delay: number; reason: string } {
  const [, share = '1', , delay = '0', reason = ''] = /^([\d.]+)( after ([\d.]+) s)? ?(.*)$/.exec(text) ?? [];
  return { share: Number(share), delay: Math.round(Number(delay) * 1_000_000), reason };
}

/** A path's answer as its users feel it, without the reason. */
export function feltText(path: string, text: string): string {
  const { share, delay, reason } = readAnswer(text);
  if (path === 'agent-tunnel') return share === 1 ? 'every tunnel is open' : reason;
  const who = users[path] ?? path;
  if (share === 1) return delay > 0 ? `${who} answers everybody, after up to ${formatDuration(delay)}` : `${who} answers everybody`;
  return share === 0 ? `${who} fails for everybody` : `${who} fails for ${partOf(1 - share)}`;
}

function pathText(path: string, to: string): string {
  const { reason } = readAnswer(to);
  const felt = feltText(path, to);
  return reason === '' || felt === reason ? felt : `${felt}: ${reason}`;
}

/** `1 in 3`, or a percentage. */
function partOf(fraction: number): string {
  for (let of = 2; of <= 10; of++) {
    const count = Math.round(fraction * of);
    if (count > 0 && Math.abs(fraction - count / of) < 0.001) return `${count} in ${of}`;
  }
  return `${Math.max(1, Math.round(fraction * 100))} %`;
}
