/** What a design says of vSphere: hosts, HA, DRS, placement. */
import { Type } from '@sinclair/typebox';
import { defaults } from '../defaults.ts';
import { choice, item, object, preset, size, text, whole, yes } from '../shapes.ts';
import { restartConditions } from './restart-order.ts';
import { restartPriorities } from './restart-priority.ts';
import { ruleTypes } from './rule.ts';

const host = item(
  {
    name: text('The host.'),
    cpu: Type.Integer({ minimum: 1, description: 'Cores.' }),
    memory: size('As 256Gi.'),
    datastores: Type.Optional(Type.Array(text('A datastore.'), { description: 'Left out: all of them.' })),
  },
  'An ESXi host.',
);

const rule = item(
  {
    name: text('The rule.'),
    type: choice([...ruleTypes], 'separate keeps VMs on different hosts; the others are VM-Host rules.'),
    of: Type.Union([choice(['masters', 'workers', 'nodes'], 'A group of VMs.'), Type.Array(text('A VM.'), { minItems: 1 })], {
      description: 'masters, workers, nodes, which are both, or a list of VMs.',
    }),
    on: Type.Optional(Type.Array(text('A host.'), { minItems: 1, description: 'The hosts of a VM-Host rule.' })),
  },
  'A DRS rule.',
);

export const vsphereSchema = item(
  {
    hosts: Type.Array(host, { minItems: 1 }),
    datastores: Type.Array(text('A datastore.'), {
      default: ['datastore-01', 'datastore-02'],
      description: 'Two, since vSphere HA wants two for heartbeats (V1); names chosen.',
    }),
    ha: object(
      {
        enabled: yes(...preset('vSphere HA.', defaults['vsphere.ha.enabled'])),
        respectAntiAffinity: yes(...preset('das.respectVmVmAntiAffinityRules.', defaults['vsphere.ha.respectAntiAffinity'])),
        restartPriority: choice(
          [...restartPriorities],
          ...preset('The class in which VMs are restarted, unless they have one of their own.', defaults['vsphere.ha.restartPriority']),
        ),
        restartPriorities: Type.Record(Type.String(), choice([...restartPriorities], 'A class.'), {
          default: {},
          description: 'Classes by VM, or by masters, workers, edges; on RKE by nodes, balancers.',
        }),
        restartCondition: choice(
          [...restartConditions],
          ...preset('What the VMs of a class must have reached before the next class is restarted.', defaults['vsphere.ha.restartCondition']),
        ),
        isolationResponse: choice(
          ['none', 'shutdown', 'powerOff'],
          ...preset('What an isolated host does with its VMs.', defaults['vsphere.ha.isolationResponse']),
        ),
        apd: choice(
          ['disabled', 'warning', 'restartConservative', 'restartAggressive'],
          ...preset('What VM Component Protection does about VMs whose host has no path to their datastore.', defaults['vsphere.ha.apd']),
        ),
        pdl: choice(['disabled', 'warning', 'restartAggressive'], ...preset('What it does about VMs whose datastore is lost.', defaults['vsphere.ha.pdl'])),
        vmMonitoring: choice(['disabled', 'vmMonitoringOnly'], ...preset('Whether a VM whose guest hangs is reset.', defaults['vsphere.ha.vmMonitoring'])),
        vmMonitoringSensitivity: choice(['high', 'medium', 'low'], ...preset('How soon: high, medium or low.', defaults['vsphere.ha.vmMonitoringSensitivity'])),
        admissionControl: object(
          { hostFailuresToTolerate: whole(...preset('Fewer than there are hosts.', defaults['vsphere.ha.hostFailuresToTolerate']), 0, 32) },
          'What may be powered on by people; HA restarts are not held back by it (V11).',
        ),
      },
      'vSphere HA.',
    ),
    drs: object(
      {
        automation: choice(
          ['manual', 'partiallyAutomated', 'fullyAutomated'],
          'docs-pks@1.6 asks for partly or fully automated; fully is chosen.',
          'fullyAutomated',
        ),
        mandatoryRules: yes(...preset('Whether a power-on that breaks a rule is refused.', defaults['vsphere.drs.mandatoryRules'])),
        migrationThreshold: whole(
          ...preset(
            'From 1, only what rules and maintenance ask for, to 5, whatever evens the hosts out a little.',
            defaults['vsphere.drs.migrationThreshold'],
          ),
          1,
          5,
        ),
        rules: Type.Array(rule, { default: [] }),
      },
      'DRS.',
    ),
    disks: Type.Record(Type.String(), text('A datastore.'), {
      default: {},
      description: 'On which datastore the disk of a VM or an edge lies; the rest is spread, one VM of a role after the other.',
    }),
    placement: Type.Record(Type.String(), text('A host.'), { default: {}, description: 'Where VMs run at the start; the rest is placed by DRS.' }),
  },
  'The hosts and what looks after them.',
);
