/** What the design's DNS says. */
import type { Design } from '../design.ts';

/** The address that a host name has, or '' without a record. */
export const addressOf = ({ dns }: Pick<Design, 'dns'>, hostname: string): string =>
  Object.hasOwn(dns.records, hostname) ? (dns.records[hostname] ?? '') : '';
