/** IPv4 blocks and ranges as numbered places. Parsing is ipaddr.js's; what is left is counting. */
import ipaddr from 'ipaddr.js';

/** Addresses from `first` to `last`, both included, as 32-bit numbers. */
export interface Range {
  first: number;
  last: number;
}

const toNumber = (address: string): number => ipaddr.IPv4.parse(address).octets.reduce((sum, octet) => sum * 256 + octet, 0);

export const toAddress = (number: number): string => [24, 16, 8, 0].map((shift) => Math.floor(number / 2 ** shift) % 256).join('.');

/** A CIDR block. @throws Error when it is none. */
export function parseBlock(text: string): Range & { prefix: number } {
  const [address, prefix] = ipaddr.IPv4.parseCIDR(text);
  const size = 2 ** (32 - prefix);
  const first = Math.floor(toNumber(address.toString()) / size) * size;
  return { first, last: first + size - 1, prefix };
}

/** A range written `10.50.0.64-10.50.0.254`. @throws Error when it is none or runs backwards. */
export function parseRange(text: string): Range {
  const [first = '', last = ''] = text.split('-').map((part) => part.trim());
  const range = { first: toNumber(first), last: toNumber(last) };
  if (range.last < range.first) throw new Error(`${text} runs backwards`);
  return range;
}

export const sizeOf = ({ first, last }: Range): number => last - first + 1;

export const overlap = (a: Range, b: Range): boolean => a.first <= b.last && b.first <= a.last;

/** How many subnets a block holds, /24 unless said otherwise, and what each is called. */
export function subnets(block: string, prefix = 24): { count: number; label: (place: number) => string } {
  const { first, last } = parseBlock(block);
  const size = 2 ** (32 - prefix);
  return { count: Math.floor((last - first + 1) / size), label: (place) => `${toAddress(first + place * size)}/${prefix}` };
}

/** How many addresses a range holds, and what each is. */
export function addresses(range: string): { count: number; label: (place: number) => string } {
  const { first, last } = parseRange(range);
  return { count: last - first + 1, label: (place) => toAddress(first + place) };
}

/** The place of an address in a range. */
export const placeOf = (address: string, range: string): number => toNumber(address) - parseRange(range).first;
