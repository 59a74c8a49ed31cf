/** Monitoring: alerts, and when somebody is told. */
import { parseDuration } from '../../sim/index.ts';
import type { System } from '../system.ts';
import { known } from '../system.ts';
import { alertId, alertKind, alertParameters } from './alert.ts';
import { alerting } from './alerting.ts';

export const monitoring: System = {
  name: 'monitoring',
  kinds: [alertKind],
  controllers: ({ monitoring: { alerts } }) => (alerts.length > 0 ? [alerting(alerts.map(({ on }) => on))] : []),
  populate: (hand, { monitoring: { alerts } }) => {
    for (const { name, on, groupWait, groupInterval, repeatInterval } of alerts) {
      const input = {
        on,
        groupWait: groupWait === undefined ? hand.value(alertParameters.groupWait) : parseDuration(groupWait),
        groupInterval: groupInterval === undefined ? hand.value(alertParameters.groupInterval) : parseDuration(groupInterval),
        repeatInterval: repeatInterval === undefined ? hand.value(alertParameters.repeatInterval) : parseDuration(repeatInterval),
      };
      hand.create(alertKind, alertId(name), { settled: 'quiet', input });
    }
  },
  check: ({ monitoring: { alerts } }) =>
    alerts.flatMap(({ name }, i) =>
      alerts.findIndex((other) => other.name === name) < i
        ? [
            {
              code: 'duplicate-name',
              message: `"${name}" is there already`,
              path: ['monitoring', 'alerts', i, 'name'],
              found: name,
              expected: 'a name of its own',
            },
          ]
        : [],
    ),
  names: { alerting: 'the monitoring' },
  namePatterns: [[/^alert\/(.+)$/, (name) => `the alert ${name}`]],
  phrases: {
    alert: {
      raise: 'is raised',
      clear: 'is over',
      'after groupWait': { told: 'tells somebody', '': 'finds nothing to send it' },
      'after groupInterval': { told: 'tells somebody', quiet: 'is forgotten', '': 'finds nothing to send it' },
      'after repeatInterval': { told: 'tells somebody again', '': 'finds nothing to send it' },
    },
  },
  facts: {
    alert: (record) =>
      record.to === 'told'
        ? { record, sign: '●', one: `somebody is told: ${record.actor.replace('alert/', '')}`, ...(record.from === 'told' ? { aside: 'again' } : {}) }
        : record.to === 'unsent' && record.from !== 'unsent'
          ? { record, sign: '◌', one: `nobody can be told: ${record.actor.replace('alert/', '')}`, aside: 'the monitoring runs on the workers that are lost' }
          : undefined,
  },
  shows: { alert: known('on', 'sent') },
};
