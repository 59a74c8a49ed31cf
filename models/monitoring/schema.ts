/** What a design says of monitoring. */
import { Type } from '@sinclair/typebox';
import { choice, duration, item, object, text } from '../shapes.ts';
import { lookouts } from './alerting.ts';

const optional = (description: string) => Type.Optional(duration(description));

export const monitoringSchema = object(
  {
    alerts: Type.Array(
      item(
        {
          name: text('The alert.'),
          on: choice(lookouts, 'A path that is not whole, nodes that are NotReady, etcd without a member or a leader, clusters shown as unavailable.'),
          groupWait: optional('How long it is buffered; left out: monitoring.alert.groupWait.'),
          groupInterval: optional('How long what comes again waits; left out: monitoring.alert.groupInterval.'),
          repeatInterval: optional('How soon it is sent again; left out: monitoring.alert.repeatInterval.'),
        },
        'An alert with a group of its own.',
      ),
      { default: [] },
    ),
  },
  'Who is told, and when.',
);
