/** How its parts are told and shown. */
import { known, type Phrases, type Show } from '../system.ts';

export const phrases: Readonly<Record<string, Phrases>> = {
  ingress: { start: 'is created', synced: 'knows the new endpoints' },
};

export const names: Readonly<Record<string, string>> = {
  'rancher-ingress': 'nginx',
  'ingress-sync': "nginx's controller",
  'ingress-reload': "nginx's controller",
  'ingress-workers': "nginx's old workers",
};

export const shows: Readonly<Record<string, Show>> = {
  ingress: known('service', 'upstreams'),
};
