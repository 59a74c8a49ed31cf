/** However a file is mangled, the program judges it: it runs, or says what is wrong, and never breaks. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { article, folder, inProcess, json, paddock, small, write } from './program.ts';

const home = folder();

const junk = [
  '',
  '-',
  ':',
  '{',
  '}',
  '[',
  ']',
  '"',
  "'",
  '&a',
  '*a',
  '!!',
  '|',
  '>',
  '%',
  '@',
  '\t',
  '\u0000',
  '\ufffd',
  '?',
  '<<: *a',
  '- -',
  'null',
  '~',
  '.nan',
  '.inf',
  '1e999',
  '-1',
  '0',
  '99999999999999999999',
  '2019-01-01',
  'yes',
  '__proto__',
  'constructor',
  '90 sec',
  '0s',
  '400y',
  '10.0.0.0/0',
  '0.0.0.0-255.255.255.255',
  '🦆',
];
const names = [
  'esx-01',
  'master-0',
  'rancher-ui',
  'etcd leader',
  'all of hosts',
  'host of etcd leader',
  'host of host of esx-01',
  'one of one of hosts',
  'local',
  'kill',
  'delete',
  'power-loss',
  'crash',
  'create-namespace',
  'import-cluster',
  'toString',
];

/** One way to spoil a text, as data: fast-check prints and shrinks it. */
interface Spoil {
  how: 'drop line' | 'double line' | 'swap lines' | 'indent line' | 'put token' | 'copy token' | 'insert' | 'cut';
  n: number;
  m: number;
  token: string;
}

const place = fc.nat(10_000);
const spoil: fc.Arbitrary<Spoil> = fc.record({
  how: fc.constantFrom('drop line', 'double line', 'swap lines', 'indent line', 'put token', 'copy token', 'insert', 'cut'),
  n: place,
  m: place,
  token: fc.constantFrom(...junk, ...names),
});

function spoiled(text: string, { how, n, m, token }: Spoil): string {
  const lines = text.split('\n');
  const line = n % lines.length;
  const other = m % lines.length;
  const words = [...text.matchAll(/[^\s,{}[\]:]+/g)].map(({ index, 0: word }) => ({ index, word }));
  const put = (by: string) => {
    const { index, word } = words[n % words.length] ?? { index: 0, word: '' };
    return text.slice(0, index) + by + text.slice(index + word.length);
  };
  const at = n % (text.length + 1);
  switch (how) {
    case 'drop line':
      return lines.toSpliced(line, 1).join('\n');
    case 'double line':
      return lines.toSpliced(line, 0, lines[line] as string).join('\n');
    case 'swap lines':
      return lines
        .with(line, lines[other] as string)
        .with(other, lines[line] as string)
        .join('\n');
    case 'indent line':
      return lines.with(line, `${' '.repeat(1 + (m % 6))}${lines[line]}`).join('\n');
    case 'put token':
      return put(token);
    case 'copy token':
      return put(words[m % Math.max(1, words.length)]?.word ?? '');
    case 'insert':
      return text.slice(0, at) + token + text.slice(at);
    case 'cut':
      return text.slice(0, at);
  }
}

const mangled = fc.record({ isDesign: fc.boolean(), spoils: fc.array(spoil, { minLength: 1, maxLength: 3 }) });

function files({ isDesign, spoils }: { isDesign: boolean; spoils: Spoil[] }): string {
  const text = spoils.reduce(spoiled, isDesign ? article : small);
  return isDesign ? write(home, small, text) : write(home, text);
}

describe('a mangled file', () => {
  it('is run or refused, with a place for everything that is wrong', () => {
    fc.assert(
      fc.property(mangled, (how) => {
        const { code, stdout, stderr } = paddock(['run', files(how), '--json']);
        expect(stderr).toBe('');
        const told = json({ code, stdout, stderr });
        expect([0, 1, 2]).toContain(code);
        expect(code === 0).toBe(told.verdict === 'passed');
        expect(code === 2).toBe(told.errors?.length > 0);
        for (const { message, line, column, file } of told.errors ?? []) {
          expect(message).not.toMatch(/undefined|\[object/);
          expect(file).not.toBe('');
          expect(line === null || (line > 0 && column > 0)).toBe(true);
        }
      }),
      {
        numRuns: 400,
        examples: [
          // A host called master-0, found by chance.
          [
            {
              isDesign: true,
              spoils: [
                { how: 'copy token', n: 3277, m: 7448, token: '' },
                { how: 'drop line', n: 3254, m: 0, token: '' },
              ],
            },
          ],
        ],
      },
    );
  });

  it('shows its errors as text as well', () => {
    fc.assert(
      fc.property(mangled, (how) => {
        const { code, stdout, stderr } = paddock(['run', files(how)]);
        if (code !== 2) expect(stdout).toMatch(/(passed|failed: .+|unknown: .+)\n$/);
        else expect(stderr).toMatch(/\n\d+ errors?\n$/);
      }),
      { numRuns: 100 },
    );
  });

  it('never ends the process in another way', () => {
    fc.assert(
      fc.property(mangled, (how) => {
        const { code, stderr } = inProcess(['run', files(how)]);
        expect([0, 1, 2]).toContain(code);
        expect(stderr).not.toMatch(/\n\s+at |a fault of Paddock itself|Warning/);
      }),
      { numRuns: 8 },
    );
  });
});
