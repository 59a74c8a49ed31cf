/** The ways of requests over the cutaway: from where they start, split where load is balanced, to where they end and why. */
import type { HopBody } from '../../api/server/protocol.ts';
import { isWhole } from '../format.ts';
import type { PathNow, Scene } from '../scene/scene.ts';
import type { Box, Layout, Pill } from './layout.ts';

export interface Leg {
  key: string;
  path: string;
  d: string;
  isGood: boolean;
}

/** Where a branch ends. */
export interface End {
  key: string;
  path: string;
  x: number;
  y: number;
  isGood: boolean;
  /** Costs time, but another is tried. */
  isMild: boolean;
  /** Why, when it ends badly. */
  text: string;
  room: number;
}

export interface Routes {
  legs: readonly Leg[];
  ends: readonly End[];
}

type Hop = HopBody;
interface Point {
  x: number;
  y: number;
}

const top = ({ x, y, width }: Box): Point => ({ x: x + width / 2, y });
const bottom = ({ x, y, width, height }: Box): Point => ({ x: x + width / 2, y: y + height });

/** A line that leaves and arrives upright. */
function curve(from: Point, to: Point): string {
  const bend = (to.y - from.y) / 2;
  const n = (value: number) => Math.round(value * 10) / 10;
  return `M${n(from.x)},${n(from.y)} C${n(from.x)},${n(from.y + bend)} ${n(to.x)},${n(to.y - bend)} ${n(to.x)},${n(to.y)}`;
}

export function routesOf(scene: Scene, layout: Layout): Routes {
  const legs: Leg[] = [];
  const ends: End[] = [];
  for (const path of scene.paths) {
    if (path.name === 'rancher-ui') new Router(scene, layout, path, legs, ends).toRancher();
    if (path.name === 'kube-api') new Router(scene, layout, path, legs, ends).toApi();
    if (path.name === 'agent-tunnel') new Router(scene, layout, path, legs, ends).tunnels();
  }
  return { legs, ends };
}

class Router {
  private readonly pills: ReadonlyMap<string, Pill>;

  constructor(
    private readonly scene: Scene,
    private readonly layout: Layout,
    private readonly path: PathNow,
    private readonly legs: Leg[],
    private readonly ends: End[],
  ) {
    this.pills = new Map(layout.pills.map((pill) => [pill.part.id, pill]));
  }

  toRancher(): void {
    const { nginx, rancher, upstreams } = this.scene;
    const edge = this.arrive(this.layout.users, 'svc/nginx-ingress');
    if (!edge) return;
    const failedBefore = this.stopAt((hop) => hop.at === 'svc/nginx-ingress');
    if (failedBefore) return this.end('front', bottom(edge), false, failedBefore.reason ?? this.path.reason, 150);
    const hops = new Map(this.path.hops.map((hop) => [hop.at, hop]));
    const members = nginx.filter(({ id }) => hops.has(id) || hops.size === 0);
    const noLogin = this.stopAt((hop) => hop.at === 'kube-api');
    const onward = rancher.filter(({ id }) => upstreams.includes(id));
    const stop = this.path.hops.find((hop) => hop.at === 'rancher' && hop.share <= 0);
    for (const { id } of members) {
      const pill = this.pills.get(id);
      if (!pill) continue;
      const hop = hops.get(id);
      const isGood = !hop || isWhole(hop.share);
      this.leg(`edge-${id}`, bottom(edge), top(pill), isGood);
      if (!isGood) this.end(id, bottom(pill), false, hop?.reason ?? 'does not answer', pill.width);
      else if (stop && onward.length === 0) this.end(id, bottom(pill), false, members[0]?.id === id ? (stop.reason ?? this.path.reason) : '', 300);
      else for (const replica of onward) this.forward(pill, replica.id, replica.look.tone === 'good');
    }
    const ready = onward.filter(({ look }) => look.tone === 'good').flatMap(({ id }) => this.pills.get(id) ?? []);
    if (noLogin) return this.blocked(ready, noLogin);
    if (members.some(({ id }) => isWhole(hops.get(id)?.share ?? 1))) for (const pill of ready) this.end(pill.part.id, bottom(pill), true, '', 0);
    // nginx goes on to the next upstream when one does not answer.
    const isRetried = isWhole(hops.get('rancher')?.share ?? 0);
    for (const { id, look } of onward) {
      const pill = this.pills.get(id);
      if (pill && look.tone !== 'good') this.end(id, bottom(pill), false, isRetried ? 'another is tried' : 'does not answer', pill.width, isRetried);
    }
  }

  toApi(): void {
    const edge = this.arrive(this.layout.operators, 'api-pool');
    if (!edge) return;
    const none = this.stopAt((hop) => hop.at === 'api-pool');
    if (none) return this.end('pool', { x: edge.x + edge.width - 16, y: edge.y + edge.height }, false, none.reason ?? this.path.reason, 150);
    const isLeaderless = this.path.share < 1 && /etcd/.test(this.path.reason);
    for (const hop of this.path.hops) {
      const pill = this.pills.get(hop.at);
      if (pill?.part.kind !== 'api-server') continue;
      const isGood = isWhole(hop.share);
      this.leg(`edge-${hop.at}`, bottom(edge), top(pill), isGood);
      const word = pill.part.look.tone === 'part' && isLeaderless ? 'etcd has no leader' : 'does not answer';
      this.end(hop.at, bottom(pill), isGood, isGood ? '' : word, pill.width);
    }
  }

  /** All tunnels together, as one strand from the field to Rancher's address. */
  tunnels(): void {
    const { field } = this.layout;
    const vip = this.pills.get('svc/nginx-ingress');
    if (!vip || this.scene.sites.ids.length === 0) return;
    const from = { x: field.x + 40, y: field.y + field.height };
    this.leg('tunnels', from, { x: vip.x + vip.width * 0.75, y: vip.y }, isWhole(this.path.share));
  }

  /** From its start over DNS and the address to the active edge; nothing when it ends on the way. */
  private arrive(start: Box, address: string): Pill | undefined {
    const dns = this.scene.dns.filter(({ look }) => look.tone === 'good').flatMap(({ id }) => this.pills.get(id) ?? [])[0];
    const vip = this.pills.get(address);
    const noName = this.stopAt((hop) => hop.at === 'dns');
    if (noName || !dns || !vip) {
      const first = this.layout.pills.find(({ part }) => part.kind === 'dns-server');
      if (first) this.leg('dns', bottom(start), top(first), false);
      if (first) this.end('dns', bottom(first), false, noName?.reason ?? this.path.reason, 260);
      return undefined;
    }
    this.leg('dns', bottom(start), top(dns), true);
    const from = { x: dns.x + dns.width, y: dns.y + dns.height / 2 };
    const isApi = address === 'api-pool';
    const over = { x: vip.x + (isApi ? vip.width / 2 : 0), y: isApi ? vip.y : from.y };
    if (!isApi) this.line('vip', `M${from.x},${from.y} L${over.x},${over.y}`, true);
    else this.line('vip', `M${from.x},${from.y} C${from.x + 30},${from.y - 26} ${over.x - 60},${over.y - 16} ${over.x},${over.y}`, true);
    const edge = this.scene.edges.filter(({ isActive }) => isActive).flatMap(({ id }) => this.pills.get(id) ?? [])[0];
    const lost = this.stopAt((hop) => hop.at === 'tier-0' || hop.at === 'lb-tier-1');
    if (lost || !edge) {
      this.end('edge', bottom(vip), false, lost?.reason ?? this.path.reason, 250);
      return undefined;
    }
    this.leg('edge', bottom(vip), top(edge), true);
    return edge;
  }

  private forward(from: Pill, replica: string, isGood: boolean): void {
    const to = this.pills.get(replica);
    if (to) this.leg(`${from.part.id}-${replica}`, bottom(from), top(to), isGood);
  }

  /** Rancher answers, but cannot do what was asked: the reason stands once, below the first replica. */
  private blocked(pills: readonly Pill[], { reason }: Hop): void {
    for (const [i, pill] of pills.entries()) this.end(pill.part.id, bottom(pill), false, i === 0 ? (reason ?? '') : '', 360);
  }

  private stopAt(isThere: (hop: Hop) => boolean): Hop | undefined {
    return this.path.hops.find((hop) => hop.share <= 0 && isThere(hop));
  }

  private leg(key: string, from: Point, to: Point, isGood: boolean): void {
    this.line(key, curve(from, to), isGood);
  }

  private line(key: string, d: string, isGood: boolean): void {
    this.legs.push({ key: `${this.path.name} ${key}`, path: this.path.name, d, isGood });
  }

  private end(key: string, { x, y }: Point, isGood: boolean, text: string, room: number, isMild = false): void {
    this.ends.push({ key: `${this.path.name} end ${key}`, path: this.path.name, x, y, isGood, isMild, text, room });
  }
}
