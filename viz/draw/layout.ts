/** Where everything of a scene stands on the cutaway: boxes in one fixed frame, so that things keep their place. */
import type { Bar } from '../scene/pools.ts';
import type { Part, Scene, Vm } from '../scene/scene.ts';

export const frame = { width: 880, height: 470 } as const;

export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** A part as a pill: sign, name and word. */
export interface Pill extends Box {
  key: string;
  part: Part;
  text: string;
  word: string;
}

export interface VmBox extends Box {
  vm: Vm;
  lines: readonly { part: Part; text: string; x: number; y: number }[];
  /** Below what is inside: its state, what is left out, what Kubernetes holds of it. */
  notes: readonly string[];
}

export interface HostBox extends Box {
  host: Part;
}

/** How full a pool is, as a bar with its figures. */
export interface BarBox extends Box {
  bar: Bar;
  text: string;
}

export interface Layout {
  labels: readonly { text: string; x: number; y: number }[];
  pills: readonly Pill[];
  hosts: readonly HostBox[];
  vms: readonly VmBox[];
  ghosts: readonly (Box & { key: string; text: string; now: string })[];
  field: Box;
  bars: readonly BarBox[];
  /** Where each way in begins. */
  users: Box;
  operators: Box;
}

const left = { x: 72, width: 378 };
const right = { x: 508, width: 364 };
const rows = { top: 6, names: 82, nsx: 128, front: 176, back: 229, hosts: 280 };
/** The room of the edge sites. */
export const field: Box = { x: 330, y: 24, width: 542, height: 46 };
const pillHeight = 28;
const gap = 8;

export function layoutOf(scene: Scene): Layout {
  const hosts = hostBoxes(scene);
  const most = Math.max(4, scene.slotCount);
  const vms = scene.vms.flatMap((vm) => vmBox(vm, hosts, most) ?? []);
  const homes = new Map(scene.vms.map((vm) => [vm.id, vm]));
  const ghosts = scene.ghosts.flatMap(({ vm, host, slot }) => {
    const box = slotBox(
      hosts.find((one) => one.host.id === host),
      slot,
      most,
    );
    return box ? [{ ...box, key: `${vm}@${host}`, text: vm, now: homes.get(vm)?.host ?? '' }] : [];
  });
  return {
    labels: [
      { text: 'DNS', x: 8, y: rows.names + 18 },
      ...(scene.edges.length + scene.control.length > 0 ? [{ text: 'NSX-T', x: 8, y: rows.nsx + 18 }] : []),
      { text: 'nginx', x: 8, y: rows.front + 18 },
      { text: 'Rancher', x: 8, y: rows.back + 18 },
      { text: 'API', x: 461, y: rows.front + 18 },
      ...(scene.others.length > 0 ? [{ text: 'others', x: 8, y: frame.height - 2 - stripLines(scene) * (stripHeight + stripGap) + 14 }] : []),
      { text: `etcd`, x: 461, y: rows.back + 13 },
      { text: scene.etcd.term > 0 ? `term ${scene.etcd.term}` : '', x: 461, y: rows.back + 26 },
    ],
    pills: [
      ...row(scene.dns, left.x, 200, rows.names),
      ...row(scene.addresses, 290, 452, rows.names, ({ id, label }) => `${id === 'api-pool' ? 'API' : 'Rancher'} VIP ${label}`),
      ...row(scene.edges, 258, 430, rows.nsx, undefined, 20),
      ...row(scene.control.slice(0, 1), left.x, 172, rows.nsx),
      ...row(scene.control.slice(1), 702, 170, rows.nsx),
      ...strip(scene),
      ...row(scene.nginx, left.x, left.width, rows.front, short('nginx-ingress', 'nginx')),
      ...row(scene.rancher, left.x, left.width, rows.back),
      ...row(scene.apiServers, right.x, right.width, rows.front, short('api-server', 'API')),
      ...row(scene.etcd.members, right.x, right.width, rows.back),
    ],
    hosts,
    vms,
    ghosts,
    field,
    bars: scene.bars.map((bar, i) => ({
      ...{ bar, x: 752, y: rows.names + i * 15, width: 120, height: 13 },
      text: `${bar.name.replace('-ip-block', '').replace('-ip-pool', ' IPs')} ${bar.taken}/${bar.capacity}`,
    })),
    users: { x: left.x, y: rows.top, width: 110, height: 34 },
    operators: { x: left.x + 124, y: rows.top, width: 110, height: 34 },
  };
}

const short =
  (long: string, name: string) =>
  ({ label }: Part) =>
    label.replace(long, name);

/** In a crowded row only the number that tells one from another. */
const fitting = (text: string, width: number): string => (24 + text.length * 6.2 > width ? text.replace(/^.*-(?=\w+$)/, '') : text);

/** As many letters as there is room for. */
const cut = (text: string, room: number): string => (text.length <= room ? text : `${text.slice(0, Math.max(1, Math.floor(room) - 1)).trimEnd()}…`);

/** Pills of equal width beside each other. */
function row(parts: readonly Part[], x: number, width: number, y: number, text: (part: Part) => string = ({ label }) => label, space = gap): Pill[] {
  const each = Math.min(220 + space, (width + space) / Math.max(1, parts.length));
  return parts.map((part, i) => ({
    key: `pill ${part.id}`,
    part,
    text: fitting(text(part), each - space),
    word: part.look.tone === 'good' && part.kind !== 'edge-node' ? '' : part.look.word,
    x: x + i * each,
    y,
    width: each - space,
    height: part.kind === 'edge-node' ? 30 : pillHeight,
  }));
}

const stripHeight = 20;
const stripGap = 3;
/** In one line of the strip. */
const perLine = 8;

const stripLines = ({ others }: Scene): number => Math.ceil(others.length / perLine);

/** What has no place of its own, below the hosts. */
function strip(scene: Scene): Pill[] {
  const { others } = scene;
  const lines = stripLines(scene);
  const columns = Math.ceil(others.length / Math.max(1, lines));
  return others.flatMap((_, i) => {
    if (i % Math.max(1, columns) > 0) return [];
    const line = Math.floor(i / columns);
    const y = frame.height - 2 - (lines - line) * (stripHeight + stripGap);
    return row(others.slice(i, i + columns), left.x, 800, y, undefined, 6).map((pill) => ({
      ...pill,
      key: `other ${pill.part.kind} ${pill.part.id}`,
      text: cut(pill.part.label, (pill.width - 26) / 6.3),
      height: stripHeight,
    }));
  });
}

function hostBoxes(scene: Scene): HostBox[] {
  const { hosts } = scene;
  const below = stripLines(scene) * (stripHeight + stripGap);
  const perRow = Math.min(hosts.length, 6);
  const lines = Math.ceil(hosts.length / Math.max(1, perRow));
  const height = (frame.height - rows.hosts - 4 - below - (lines - 1) * gap) / Math.max(1, lines);
  const width = (frame.width - 16 - (perRow - 1) * gap) / Math.max(1, perRow);
  return hosts.map((host, i) => ({
    host,
    x: 8 + (i % perRow) * (width + gap),
    y: rows.hosts + Math.floor(i / perRow) * (height + gap),
    width,
    height,
  }));
}

const title = 20;
const inset = 6;

function slotBox(home: HostBox | undefined, slot: number, most: number): Box | undefined {
  if (!home) return undefined;
  const columns = home.width > 150 ? 2 : 1;
  const lines = Math.ceil(most / columns);
  const width = (home.width - inset * (columns + 1)) / columns;
  const height = (home.height - title - inset * lines) / lines;
  return { x: home.x + inset + (slot % columns) * (width + inset), y: home.y + title + Math.floor(slot / columns) * (height + inset), width, height };
}

const pitch = 11.5;

/** What a VM's box has room for; the rest is counted. */
function vmBox(vm: Vm, hosts: readonly HostBox[], most: number): VmBox | undefined {
  const box = slotBox(
    hosts.find(({ host }) => host.id === vm.host),
    vm.slot,
    most,
  );
  if (!box) return undefined;
  const isRunning = vm.look.tone === 'good';
  const lines = Math.floor((box.height - 20) / pitch) - (isRunning ? 0 : 1) - (vm.belief ? 1 : 0);
  // Those that are left out are counted: beside the state, or on a line of their own.
  const fits = Math.max(0, isRunning && vm.inside.length > lines ? lines - 1 : lines);
  const shown = new Set([...vm.inside].sort((a, b) => weight(b) - weight(a)).slice(0, fits));
  const rooms = vm.inside.filter((part) => shown.has(part)).map((part, i) => ({ part, text: inVm(part, isRunning), x: box.x + 12, y: box.y + 25 + i * pitch }));
  const hidden = vm.inside.length - rooms.length;
  const state = [...(isRunning ? [] : [vm.look.word]), ...(hidden > 0 ? [isRunning ? `+${hidden} more` : `+${hidden}`] : [])].join(' ');
  return { ...box, vm, lines: rooms, notes: [state, vm.belief].filter((note) => note !== '').map((note) => cut(note, (box.width - 8) / 5.9)) };
}

const weight = ({ id, look }: Part): number => (/^(nginx|rancher)/.test(id) ? 2 : 0) + (look.tone === 'good' ? 0 : 1);

const inVm = ({ kind, label, look }: Part, isRunning: boolean): string => {
  if (kind === 'edge-node') return look.word.replace(/:.*/, '');
  const name = label
    .replace('nginx-ingress', 'nginx')
    .replace('cattle-cluster-agent', 'agent')
    .replace(/^API server$/, 'API')
    .replace(/^etcd-\d+$/, 'etcd');
  const full = `${name} ${look.word}`;
  return look.tone === 'good' || !isRunning || full.length > 13 ? name : full;
};
