/** Ranges of a design on NSX-T: they must not meet, must be large enough, and must hold the addresses that names have. */
import { overlap, parseBlock, parseRange, type Range, toAddress } from '../addresses.ts';
import type { PksDesign } from '../design.ts';
import { addressOf } from '../dns/records.ts';
import { prefixOf, tile } from '../pks/network-profile.ts';
import type { Problem } from '../problem.ts';
import { rangeOf } from './blocks.ts';

type Path = Problem['path'];

/** Ranges that PKS keeps for itself: docs-pks@1.4 nsxt-prepare-env. */
const reserved = ['10.100.200.0/24', '172.17.0.0/16', '172.18.0.0/16', '172.19.0.0/16', '172.20.0.0/16', '172.21.0.0/16', '172.22.0.0/16'];

/** Every problem of the blocks, the pool, and the addresses in them. */
export function checkRanges(design: PksDesign): Problem[] {
  const { nsx, pks, rancher } = design;
  const found: Problem[] = [];
  const blocks: [Path, string, (text: string) => Range][] = [
    [['nsx', 'ipBlocks', 'nodes'], rangeOf(nsx.ipBlocks.nodes), parseBlock],
    [['nsx', 'ipBlocks', 'pods'], rangeOf(nsx.ipBlocks.pods), parseBlock],
    ...nsx.furtherIpBlocks.map(({ range }, i): [Path, string, (text: string) => Range] => [['nsx', 'furtherIpBlocks', i, 'range'], range, parseBlock]),
    [['nsx', 'floatingPool'], rangeOf(nsx.floatingPool), parseRange],
    ...nsx.furtherFloatingPools.map(({ range }, i): [Path, string, (text: string) => Range] => [
      ['nsx', 'furtherFloatingPools', i, 'range'],
      range,
      parseRange,
    ]),
  ];
  const ranges = blocks.map(([path, text, parse]) => ({ path, text, range: parse(text) }));
  for (const [i, a] of ranges.entries()) {
    for (const b of ranges.slice(0, i)) {
      if (overlap(a.range, b.range))
        found.push({
          code: 'overlap',
          message: `${a.text} overlaps ${b.text} of ${b.path.join('.')}`,
          path: a.path,
          found: a.text,
          expected: 'ranges that do not meet',
        });
    }
    const kept = reserved.find((block) => overlap(a.range, parseBlock(block)));
    if (kept) found.push({ code: 'reserved', message: `${a.text} overlaps ${kept}, which PKS keeps for itself`, path: a.path, found: a.text });
  }
  const names = [tile.nodes, tile.pods, ...nsx.furtherIpBlocks.map(({ name }) => name)];
  for (const [i, name] of names.entries()) {
    const { path, text } = ranges[i] as (typeof ranges)[number];
    const prefix = prefixOf(design, name);
    if (parseBlock(text).prefix > prefix)
      found.push({ code: 'too-small', message: `${text} holds no /${prefix}`, path, found: text, expected: `a prefix of /${prefix} or shorter` });
  }
  const [api, page] = [addressOf(design, pks.clusters[0]?.hostname ?? ''), addressOf(design, rancher.hostname)];
  if (api !== '' && api === page) {
    found.push({
      code: 'duplicate-address',
      message: `the API and Rancher cannot share ${api}`,
      path: ['dns', 'records', rancher.hostname],
      found: api,
      expected: 'an address of its own',
    });
  }
  const pool = parseRange(rangeOf(nsx.floatingPool));
  for (const name of [pks.clusters[0]?.hostname ?? '', rancher.hostname]) {
    const address = addressOf(design, name);
    if (address === '') {
      found.push({
        code: 'no-record',
        message: `dns.records has no address for ${name}`,
        path: ['dns', 'records'],
        expected: `${name}: an address of ${rangeOf(nsx.floatingPool)}`,
      });
      continue;
    }
    const { first } = parseRange(`${address}-${address}`);
    if (first < pool.first || first > pool.last) {
      found.push({
        code: 'outside',
        message: `${name} resolves to ${address}, outside the floating pool ${toAddress(pool.first)}-${toAddress(pool.last)}`,
        path: ['dns', 'records', name],
        found: address,
      });
    }
  }
  return found;
}
