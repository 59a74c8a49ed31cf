/** Every system of the twin, lowest layer first: the order in which they are declared, made and told. */
import { bosh } from './bosh/system.ts';
import { certificates } from './certificates/system.ts';
import type { Design } from './design.ts';
import { dns } from './dns/system.ts';
import { docker } from './docker/system.ts';
import { downstream } from './downstream/system.ts';
import { etcd } from './etcd/system.ts';
import { ingress } from './ingress/system.ts';
import { installation } from './installation/system.ts';
import { kubernetes } from './kubernetes/system.ts';
import { monitoring } from './monitoring/system.ts';
import { nsx } from './nsx/system.ts';
import { users } from './paths.ts';
import { pks } from './pks/system.ts';
import { rancher } from './rancher/system.ts';
import { registry } from './registry/system.ts';
import { rke } from './rke/system.ts';
import { storage } from './storage/system.ts';
import type { System } from './system.ts';
import { vsphere } from './vsphere/system.ts';

export const systems: readonly System[] = [
  vsphere,
  dns,
  bosh,
  nsx,
  etcd,
  registry,
  kubernetes,
  storage,
  pks,
  rke,
  docker,
  ingress,
  rancher,
  downstream,
  certificates,
  monitoring,
  installation,
  users,
];

/** Whether a system is part of a design's platform. */
export const isPartOf = ({ platforms }: System, { platform }: Pick<Design, 'platform'>): boolean => platforms?.includes(platform) ?? true;

/** The systems that a design's platform consists of. */
export const systemsOf = (design: Pick<Design, 'platform'>): System[] => systems.filter((system) => isPartOf(system, design));
