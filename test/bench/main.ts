/** Every figure beside its peer's from the same run: `npm run bench`, and `npm run bench -- --json` for machines. */
import type { Figure } from './figure.ts';
import { benchKernel } from './kernel.ts';
import { benchMachines } from './machines.ts';
import { benchShipped } from './shipped.ts';
import { benchTwin } from './twin.ts';

const suites: readonly (() => Figure[])[] = [benchKernel, benchMachines, benchShipped, benchTwin];
const isJson = process.argv.includes('--json');
const number = (value: number) => (value >= 100 ? Math.round(value).toLocaleString('en-US') : value.toPrecision(3));

const results = suites.flatMap((suite) => {
  const found = suite();
  if (!isJson) {
    for (const { name, figure, unit, peer, peerFigure, ratio } of found) {
      console.log(`${name.padEnd(52)} ${number(figure).padStart(12)} ${unit.padEnd(9)} ${peer}: ${number(peerFigure)}, ratio ${number(ratio)}`);
    }
  }
  return found;
});
if (isJson) console.log(JSON.stringify({ results }));
