/** Scenarios that were written for the article's platform, on the other one: what holds there too, and what does not and why. */
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadScenario } from '../../api/load.ts';
import { shippedScenarios } from '../../api/package.ts';
import { compileScenario } from '../../models/index.ts';
import { simulate } from '../../sim/index.ts';

const [first = ''] = shippedScenarios();
const home = dirname(first);

/** By scenario, the expectations that do not hold on RKE. */
const differing: Readonly<Record<string, readonly string[]>> = {
  // The VM that it names, master-1, is one of PKS; rke-2 is restarted in its place.
  'host-failure': ['a VM is restarted on another host'],
  // RKE's etcd waits five times as long (facts/vsphere-k8s-etcd-rancher.md 2).
  'etcd-leader-loss': ['another leads within 4 s', 'the API stands still for no longer'],
  'etcd-leader-stop': [],
  // A restore by rke lays the whole cluster anew, which takes minutes and not seconds.
  'etcd-recurring-snapshots': ['the newest one is there'],
  'certificate-expiry': [],
  'dns-loss': [],
  'rancher-leader-kill': [],
  'site-link-loss': [],
  'downstream-kinds': [],
  'image-latest': [],
  'registry-outage': [],
  'volume-read-write-many': [],
  // They name VMs of PKS, and here the datastore holds the disk of the load balancer's only machine.
  'datastore-loss': ['its VMs hang', "Rancher's page is whole again within 75 s", 'all three go on as soon as it answers'],
  'host-isolation': ['no VM stops or moves from the hosts that are cut off'],
  maintenance: ['no VM stops'],
};

describe.each(Object.entries(differing))('%s on RKE', (name, expected) => {
  const { scenario, design } = loadScenario(join(home, `${name}.yaml`), { design: join(home, 'designs/rke.yaml') });

  it('bites, and holds but for what differs', () => {
    const { outcomes, faults } = simulate(compileScenario(scenario, design));
    expect(design.platform).toBe('rke');
    expect(faults.filter(({ bites, problem }) => bites === 0 || problem !== undefined)).toEqual([]);
    expect(outcomes.filter(({ verdict }) => verdict !== 'passed').map((outcome) => outcome.name)).toEqual(expected);
  });

  it('has one hash, from both interpreters', () => {
    const spec = compileScenario(scenario, design);
    expect(simulate({ ...spec, engine: 'reference' }).hash).toBe(simulate(spec).hash);
  });
});
