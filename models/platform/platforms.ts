/** What may carry Rancher, and which blocks of a design are about it. */

export const platforms = ['pks', 'rke', 'docker'] as const;
export type Platform = (typeof platforms)[number];

/** What people call it. */
export const platformNames: Readonly<Record<Platform, string>> = { pks: 'Enterprise PKS', rke: 'RKE', docker: 'a single node with Docker' };
