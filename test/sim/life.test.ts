import { describe, expect, it } from 'vitest';
import { isIn, stateName } from '../../sim/index.ts';
import { eventName } from '../../sim/machine/life.ts';

describe('the name of a state', () => {
  it.each([
    ['up', 'up'],
    [{ up: 'ready' }, 'up.ready'],
    [{ tunnel: 'open', status: { active: 'idle' } }, 'tunnel.open status.active.idle'],
    [{ tunnel: {}, status: 'active' }, 'tunnel status.active'],
    [{ up: { tunnel: 'open', status: 'active' } }, 'up.(tunnel.open status.active)'],
    [{ up: { tunnel: { a: 'x', b: 'y' }, status: 'active' }, power: 'on' }, 'up.(tunnel.(a.x b.y) status.active) power.on'],
  ])('of the value %j is "%s"', (value, name) => {
    expect(stateName(value)).toBe(name);
  });

  it.each([
    ['up.ready', ['up', 'up.ready'], ['ready', 'u', 'up.r', 'up.ready.x']],
    ['tunnel.open status.active', ['tunnel', 'tunnel.open', 'status.active'], ['open', 'tunnel.active']],
    [
      'up.(tunnel.(a.x b.y) status.active) power.on',
      ['up', 'up.tunnel', 'up.tunnel.b.y', 'up.status.active', 'power.on', 'status', 'b.y'],
      ['up.power', 'up.a', 'tunnel.status', 'up.active'],
    ],
  ])('"%s" lies in %j and not in %j', (state, within, outside) => {
    expect(within.filter((wanted) => !isIn(state, wanted))).toEqual([]);
    expect(outside.filter((wanted) => isIn(state, wanted))).toEqual([]);
  });
});

it.each([
  ['xstate.after.bootTime.vm.booting', 'after bootTime'],
  ['xstate.init', 'start'],
  ['powerLost', 'powerLost'],
])('the event %s is shown as "%s"', (type, name) => {
  expect(eventName(type)).toBe(name);
});
