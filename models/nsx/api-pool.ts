/**
 * The virtual server of the Kubernetes API, with the masters as its pool and an active monitor that marks members down.
 * No source says which monitor PKS binds; NSX-T's own defaults are taken.
 */
import { assign, setup } from 'xstate';
import { type Actor, type Controller, count, defineKind, defineParameters, duration, flag, nextTick, s } from '../../sim/index.ts';
import { apiServerKind } from '../kubernetes/api-server.ts';

const monitor = 'developer.broadcom.com nsx-t-data-center-rest-api LbActiveMonitor defaults';

export const apiPoolParameters = defineParameters('nsx.apiPool', {
  isMonitored: flag(true, { assumption: 'PKS is taken to bind an active monitor to the API pool; no source seen says so, nor that it does not' }),
  interval: duration(s(5), { source: `${monitor}: interval 5 s` }),
  fallCount: count(3, { source: `${monitor}: fall_count 3` }),
  riseCount: count(3, { source: `${monitor}: rise_count 3` }),
});

export const apiPoolMachine = setup({
  types: {
    input: {} as { actor: Actor; members: readonly string[] },
    context: {} as { actor: Actor; members: readonly string[]; down: readonly string[] },
    events: {} as { type: 'markDown' | 'markUp' | 'join'; member: string },
  },
  actions: {
    markDown: assign({ down: ({ context, event }) => [...context.down, event.member] }),
    /** A new member is down until the monitor has found it up. */
    join: assign(({ context: { actor, members, down }, event }) => ({
      members: [...members, event.member],
      down: actor.value(apiPoolParameters.isMonitored) ? [...down, event.member] : down,
    })),
    markUp: assign({ down: ({ context, event }) => context.down.filter((member) => member !== event.member) }),
  },
}).createMachine({
  id: 'api-pool',
  context: ({ input }) => ({ down: [], ...input }),
  initial: 'realized',
  states: { realized: { on: { markDown: { actions: 'markDown' }, markUp: { actions: 'markUp' }, join: { actions: 'join' } } } },
});

export const apiPoolKind = defineKind('api-pool', apiPoolMachine);

/** Marks a member once enough checks in a row have found it so. */
export const apiMonitor: Controller = {
  name: 'api-monitor',
  watch: { 'api-server': (server) => server.id },
  reconcile(id, hand) {
    if (!hand.value(apiPoolParameters.isMonitored)) return undefined;
    const isServing = hand.get(id, apiServerKind).is('serving');
    const isMarkedDown = hand.get('api-pool', apiPoolKind).data.down.includes(id);
    if (isServing !== isMarkedDown) {
      delete hand.memory[id];
      return undefined;
    }
    const interval = hand.value(apiPoolParameters.interval);
    const checks = hand.value(isServing ? apiPoolParameters.riseCount : apiPoolParameters.fallCount);
    const first = nextTick(hand.now(), interval, hand.phase(`check of ${id}`, interval));
    const seen: { isServing: boolean; due: number } =
      hand.memory[id]?.isServing === isServing ? hand.memory[id] : { isServing, due: first + (checks - 1) * interval };
    hand.memory[id] = seen;
    if (hand.now() < seen.due) return seen.due;
    delete hand.memory[id];
    hand.send('api-pool', { type: isServing ? 'markUp' : 'markDown', member: id });
    return undefined;
  },
};
