/** Persistent volumes on vSphere. */
import type { Rule } from '../story/fact.ts';
import { known, type System } from '../system.ts';
import { storageOperations } from './verbs.ts';
import { attachDetach, volumeKind } from './volume.ts';

const claim = (id: string) => `the volume of claim ${id.replace('pvc/', '')}`;

const volumeFact: Rule = (record) => {
  if (record.to === 'lost' && record.from !== 'lost') return { record, sign: '✖', one: `${claim(record.actor)} is lost with its datastore`, isBreak: true };
  if (record.event === 'forceDetach')
    return { record, sign: '●', one: `${claim(record.actor)} is detached by force`, aside: 'its node has not answered for 6 m' };
  return undefined;
};

export const storage: System = {
  name: 'storage',
  kinds: [volumeKind],
  controllers: () => [attachDetach],
  operations: storageOperations,
  names: { 'attach-detach': 'the attach/detach controller' },
  namePatterns: [[/^pvc\/(.+)$/, (id) => `the volume of claim ${id}`]],
  phrases: {
    volume: {
      start: 'is bound',
      attach: 'is attached to a node',
      detach: 'is detached',
      forceDetach: 'is detached by force',
      diskLost: 'is without its datastore',
      diskRestored: { bound: 'is bound', '': 'has its datastore again' },
      diskDestroyed: 'is lost with its datastore',
    },
  },
  facts: { volume: volumeFact },
  shows: { volume: known('node', 'datastore') },
};
