/** How its parts are told and shown. */
import type { Rule } from '../story/fact.ts';
import { known, type Phrases, type Show } from '../system.ts';

export const phrases: Readonly<Record<string, Phrases>> = {
  pks: { planSaved: 'has one more plan', profileCreated: 'has one more network profile', fail: 'takes no command', recover: 'takes commands again' },
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

/** What `pks cluster` calls an action, and what the cluster is after it, by the state that it is in meanwhile. */
const actions: Readonly<Record<string, { lastAction: string; done: string }>> = {
  requested: { lastAction: 'CREATE', done: 'created' },
  'inProgress.creating': { lastAction: 'CREATE', done: 'created' },
  'inProgress.provisioning': { lastAction: 'CREATE', done: 'created' },
  'inProgress.updating': { lastAction: 'UPDATE', done: 'resized' },
  'inProgress.upgrading': { lastAction: 'UPGRADE', done: 'upgraded' },
  'inProgress.deleting': { lastAction: 'DELETE', done: 'deleted' },
  'inProgress.releasing': { lastAction: 'DELETE', done: 'deleted' },
};

export const facts: Readonly<Record<string, Rule>> = {
  pks: (record) => (record.event === 'recover' ? { record, sign: '✔', one: 'PKS takes commands again' } : undefined),
  'pks-cluster': (record) => {
    const { actor, event, from, to } = record;
    const { lastAction, done } = actions[from] ?? { lastAction: '', done: '' };
    const begun = actions[to];
    if (from === to) return undefined;
    if (event === 'started')
      return { record, sign: '', one: `BOSH begins with ${actor}`, aside: `Last Action ${begun?.lastAction}: in progress`, isBreak: true };
    if (to === 'inProgress.creating' || to === 'inProgress.deleting')
      return { record, sign: '', one: `PKS works on ${actor}`, aside: `Last Action ${begun?.lastAction}: in progress` };
    if (to === 'deleted') return { record, sign: '✔', one: `PKS cluster ${actor} is deleted`, aside: `Error: Cluster ${actor} not found` };
    if (to === 'failed') return { record, sign: '✖', one: `PKS cluster ${actor} has failed`, aside: `Last Action ${lastAction}: failed`, isBreak: true };
    if (to !== 'succeeded') return undefined;
    return { record, sign: '✔', one: `PKS cluster ${actor} is ${done}`, aside: `Last Action ${lastAction}: succeeded`, isBreak: event === 'done' };
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
