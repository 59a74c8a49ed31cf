/** Where everything of a scene stands on the cutaway: boxes in one fixed frame, so that things keep their place. */
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
  hidden: number;
}

export interface HostBox extends Box {
  host: Part;
}

export interface Layout {
  labels: readonly { text: string; x: number; y: number }[];
  pills: readonly Pill[];
  hosts: readonly HostBox[];
  vms: readonly VmBox[];
  ghosts: readonly (Box & { key: string; text: string })[];
  field: Box;
  /** Where each way in begins. */
  users: Box;
  operators: Box;
}

const left = { x: 74, width: 364 };
const right = { x: 516, width: 356 };
const rows = { top: 8, names: 88, nsx: 136, front: 190, back: 246, hosts: 304 };
const pillHeight = 28;
const gap = 8;

export function layoutOf(scene: Scene): Layout {
  const hosts = hostBoxes(scene);
  const most = Math.max(4, ...[...scene.vms, ...scene.ghosts].map(({ slot }) => slot + 1));
  const vms = scene.vms.flatMap((vm) => vmBox(vm, hosts, most) ?? []);
  const homes = new Map(scene.vms.map((vm) => [vm.id, vm]));
  const ghosts = scene.ghosts.flatMap(({ vm, host, slot }) => {
    const box = slotBox(
      hosts.find((one) => one.host.id === host),
      slot,
      most,
    );
    return box ? [{ ...box, key: `${vm}@${host}`, text: `${vm} → ${homes.get(vm)?.host ?? 'gone'}` }] : [];
  });
  const wide = { x: left.x, width: right.x + right.width - left.x };
  return {
    labels: [
      { text: 'DNS', x: 8, y: rows.names + 18 },
      { text: 'NSX-T', x: 8, y: rows.nsx + 18 },
      { text: 'nginx', x: 8, y: rows.front + 18 },
      { text: 'Rancher', x: 8, y: rows.back + 18 },
      { text: 'API', x: 458, y: rows.front + 18 },
      { text: `etcd`, x: 458, y: rows.back + 13 },
      { text: scene.etcd.term > 0 ? `term ${scene.etcd.term}` : '', x: 458, y: rows.back + 26 },
    ],
    pills: [
      ...row(scene.dns, left.x, 200, rows.names),
      ...row(scene.addresses, 290, 582, rows.names, ({ id, label }) => `${id === 'api-pool' ? 'API' : 'Rancher'} VIP ${label}`),
      ...row(scene.edges, wide.x + 60, wide.width - 120, rows.nsx, undefined, 36),
      ...row(scene.nginx, left.x, left.width, rows.front, short('nginx-ingress', 'nginx')),
      ...row(scene.rancher, left.x, left.width, rows.back),
      ...row(scene.apiServers, right.x, right.width, rows.front, short('api-server', 'API')),
      ...row(scene.etcd.members, right.x, right.width, rows.back),
    ],
    hosts,
    vms,
    ghosts,
    field: { x: 330, y: rows.top + 18, width: 542, height: 44 },
    users: { x: left.x, y: rows.top, width: 110, height: 40 },
    operators: { x: left.x + 124, y: rows.top, width: 110, height: 40 },
  };
}

const short =
  (long: string, name: string) =>
  ({ label }: Part) =>
    label.replace(long, name);

/** Pills of equal width beside each other. */
function row(parts: readonly Part[], x: number, width: number, y: number, text: (part: Part) => string = ({ label }) => label, space = gap): Pill[] {
  const each = Math.min(220 + space, (width + space) / Math.max(1, parts.length));
  return parts.map((part, i) => ({
    key: `pill ${part.id}`,
    part,
    text: text(part),
    word: part.look.tone === 'good' && part.kind !== 'edge-node' ? '' : part.look.word,
    x: x + i * each,
    y,
    width: each - space,
    height: part.kind === 'edge-node' ? 30 : pillHeight,
  }));
}

function hostBoxes({ hosts }: Scene): HostBox[] {
  const perRow = Math.min(hosts.length, 6);
  const lines = Math.ceil(hosts.length / Math.max(1, perRow));
  const height = (frame.height - rows.hosts - 4 - (lines - 1) * gap) / Math.max(1, lines);
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

/** What a VM's box has room for; the rest is counted. */
function vmBox(vm: Vm, hosts: readonly HostBox[], most: number): VmBox | undefined {
  const box = slotBox(
    hosts.find(({ host }) => host.id === vm.host),
    vm.slot,
    most,
  );
  if (!box) return undefined;
  const fits = Math.max(0, Math.floor((box.height - 18) / 13.5));
  const worst = [...vm.inside].sort((a, b) => weight(b) - weight(a));
  const shown = new Set(worst.slice(0, vm.inside.length > fits ? Math.max(0, fits - 1) : fits));
  const lines = vm.inside.filter((part) => shown.has(part)).map((part, i) => ({ part, text: inVm(part), x: box.x + 12, y: box.y + 28 + i * 13.5 }));
  return { ...box, vm, lines, hidden: vm.inside.length - lines.length };
}

const weight = ({ id, look }: Part): number => (/^(nginx|rancher)/.test(id) ? 2 : 0) + (look.tone === 'good' ? 0 : 1);

const inVm = ({ kind, label, look }: Part): string => {
  if (kind === 'edge-node') return look.word;
  const name = label.replace('nginx-ingress', 'nginx').replace('cattle-cluster-agent', 'agent');
  return look.tone === 'good' ? name : `${name} ${look.word}`;
};
