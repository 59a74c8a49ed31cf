/** How its parts are told and shown. */
import type { Rule } from '../story/fact.ts';
import { known, type Phrases, type Show } from '../system.ts';

export const phrases: Readonly<Record<string, Phrases>> = {
  'pks-cluster': {
    start: 'is requested',
    granted: 'gets what it needs',
    refused: 'fails',
    'after createTime': 'is created',
    create: 'is requested again',
    delete: 'is to be deleted',
    'after deleteTime': 'gives back its objects in NSX-T',
    released: 'is deleted',
    ask: 'waits for its turn',
    started: 'is worked on by BOSH',
    busy: 'waits for the lock of its deployment',
    done: 'is through with its last action',
    failed: 'fails',
  },
};

export const facts: Readonly<Record<string, Rule>> = {
  'pks-cluster': (record) => {
    const { actor, event, from, to } = record;
    if (to === 'inProgress.upgrading') return { record, sign: '', one: `BOSH begins with ${actor}`, aside: 'its deployment is locked', isBreak: true };
    if (to === 'deleted') return { record, sign: '✔', one: `PKS cluster ${actor} is deleted`, aside: 'its objects in NSX-T are free' };
    if (to === 'failed') return { record, sign: '✖', one: `PKS cluster ${actor} has failed`, isBreak: true };
    if (to !== 'succeeded' || from === to) return undefined;
    return { record, sign: '✔', one: `PKS cluster ${actor} is ${from === 'inProgress.upgrading' ? 'upgraded' : 'created'}`, isBreak: event === 'done' };
  },
};

export const names: Readonly<Record<string, string>> = {
  'pks-provisioning': 'PKS',
  'pks-broker': 'PKS',
};

export const shows: Readonly<Record<string, Show>> = {
  'pks-cluster': known('lastAction', 'description'),
};
