/** The formats that schemas name: what is right, an example, and the nearest right way to write what was found. */
import ipaddr from 'ipaddr.js';
import { parseDuration } from '../sim/index.ts';

interface Format {
  /** `a duration`, as a message says it. */
  what: string;
  example: string;
  isRight(text: string): boolean;
  /** The same thing written as it should be, if it can be guessed. */
  repair?(text: string): string | undefined;
}

const isIpv4 = (text: string): boolean => ipaddr.IPv4.isValidFourPartDecimal(text);

/** What people write for units. */
const units: readonly [RegExp, string][] = [
  [/^(milliseconds?|msecs?|millis)$/, 'ms'],
  [/^(seconds?|secs?|s)$/, 's'],
  [/^(minutes?|mins?|m)$/, 'm'],
  [/^(hours?|hrs?|h)$/, 'h'],
  [/^(days?|d)$/, 'd'],
  [/^(weeks?|wks?|w)$/, 'w'],
  [/^(years?|yrs?|y)$/, 'y'],
  [/^us$|^µs$|^microseconds?$/, 'us'],
];

function repairDuration(text: string): string | undefined {
  const parts = [...text.toLowerCase().matchAll(/(\d+(?:\.\d+)?)\s*([a-zµ]*)/g)];
  const written = parts.map(([, amount, unit]) => `${amount}${units.find(([pattern]) => pattern.test(unit || 's'))?.[1] ?? ''}`).join('');
  return formats.duration.isRight(written) ? written : undefined;
}

function repairSize(text: string): string | undefined {
  const [, amount, unit] = /^(\d+)\s*([MGT])(i?B?|b)?$/i.exec(text.trim()) ?? [];
  return amount && unit ? `${amount}${unit.toUpperCase()}i` : undefined;
}

function networkOf(text: string): string | undefined {
  try {
    return `${ipaddr.IPv4.networkAddressFromCIDR(text)}/${text.split('/')[1]}`;
  } catch {
    return undefined;
  }
}

function isRange(text: string): boolean {
  const [first = '', last = '', ...rest] = text.split('-');
  if (rest.length > 0 || !isIpv4(first) || !isIpv4(last)) return false;
  const [a, b] = [first, last].map((address) =>
    ipaddr.IPv4.parse(address)
      .toByteArray()
      .reduce((sum, octet) => sum * 256 + octet, 0),
  );
  return (a as number) <= (b as number);
}

export const formats = {
  duration: {
    what: 'duration',
    example: '90s or 1h30m',
    isRight(text) {
      try {
        return Number.isSafeInteger(parseDuration(text));
      } catch {
        return false;
      }
    },
    repair: repairDuration,
  },
  size: { what: 'size', example: '256Gi', isRight: (text) => /^\d{1,9}(Mi|Gi|Ti)$/.test(text), repair: repairSize },
  cidr: {
    what: 'block',
    example: '10.11.0.0/16',
    isRight: (text) => ipaddr.IPv4.isValidCIDRFourPartDecimal(text) && networkOf(text) === text,
    repair: networkOf,
  },
  'address-range': { what: 'range', example: '10.50.0.64-10.50.0.254', isRight: isRange, repair: (text) => rangeFrom(text) },
  ipv4: { what: 'address', example: '10.10.30.13', isRight: isIpv4 },
  'date-time': {
    what: 'date and time',
    example: '2019-09-08T18:00:00Z',
    isRight: (text) => /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/.test(text) && !Number.isNaN(Date.parse(text)),
    repair: (text) => (/^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T00:00:00Z` : undefined),
  },
} satisfies Record<string, Format> as Record<'duration' | 'size' | 'cidr' | 'address-range' | 'ipv4' | 'date-time', Format>;

export type FormatName = keyof typeof formats;

export const isFormat = (name: unknown): name is FormatName => typeof name === 'string' && name in formats;

/** A range with blanks, or the other way round. */
function rangeFrom(text: string): string | undefined {
  const [first = '', last = ''] = text.replaceAll(/\s|–/g, (found) => (found === '–' ? '-' : '')).split('-');
  return [`${first}-${last}`, `${last}-${first}`].find(isRange);
}
