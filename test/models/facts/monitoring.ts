import { type Fact, minutes, time } from './row.ts';

// Not in the facts beyond the three times' meaning (seeds/003, 4.3); the defaults are the Terraform provider's documentation.
export const monitoringFacts: Readonly<Record<string, Fact>> = {
  'monitoring.alert.groupWait': time(minutes(3), 'rancher2_cluster_alert_group, group_wait_seconds', 'cluster_alert_group.md'),
  'monitoring.alert.groupInterval': time(minutes(3), 'rancher2_cluster_alert_group, group_interval_seconds', 'cluster_alert_group.md'),
  'monitoring.alert.repeatInterval': time(minutes(60), 'rancher2_cluster_alert_group, repeat_interval_seconds', 'cluster_alert_group.md'),
};
