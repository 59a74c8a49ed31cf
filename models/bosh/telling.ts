/** How its parts are told and shown. */
import type {} from '../system.ts';

export const names: Readonly<Record<string, string>> = {
  'bosh-health-monitor': 'BOSH',
};
