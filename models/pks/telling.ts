/** How its parts are told and shown. */
import type { Rule } from '../story/fact.ts';
import { known, type Phrases, type Show } from '../system.ts';

export const phrases: Readonly<Record<string, Phrases>> = {
  pks: { planSaved: 'has one more plan', profileCreated: 'has one more network profile' },
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

/** What a cluster is after BOSH's work, by the state that it leaves. */
const achieved: Readonly<Record<string, string>> = { 'inProgress.updating': 'resized', 'inProgress.upgrading': 'upgraded' };

export const facts: Readonly<Record<string, Rule>> = {
  'pks-cluster': (record) => {
    const { actor, event, from, to } = record;
    if (event === 'started') return { record, sign: '', one: `BOSH begins with ${actor}`, aside: 'its deployment is locked', isBreak: true };
    if (to === 'deleted') return { record, sign: '✔', one: `PKS cluster ${actor} is deleted`, aside: 'its objects in NSX-T are free' };
    if (to === 'failed') return { record, sign: '✖', one: `PKS cluster ${actor} has failed`, isBreak: true };
    if (to !== 'succeeded' || from === to) return undefined;
    return { record, sign: '✔', one: `PKS cluster ${actor} is ${achieved[from] ?? 'created'}`, isBreak: event === 'done' };
  },
};

export const names: Readonly<Record<string, string>> = {
  pks: 'PKS',
  'first-namespaces': 'the API server',
  'pks-provisioning': 'PKS',
  'pks-broker': 'PKS',
};

export const shows: Readonly<Record<string, Show>> = {
  pks: known('plans', 'profiles'),
  'pks-cluster': known('lastAction', 'description', 'masters', 'workers'),
};
