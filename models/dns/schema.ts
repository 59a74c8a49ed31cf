/** What a design says of name resolution. */
import { Type } from '@sinclair/typebox';
import { address, item, object, text } from '../shapes.ts';

export const dnsSchema = object(
  {
    servers: Type.Array(item({ name: text('The server.'), address: address('Its address.') }, 'A DNS server.'), {
      default: [{ name: 'dns-01', address: '10.10.30.13' }],
      minItems: 1,
    }),
    records: Type.Record(Type.String(), address('What it resolves to.'), { default: {} }),
  },
  'Name resolution.',
);
