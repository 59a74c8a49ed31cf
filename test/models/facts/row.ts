/**
 * What the facts files say of each parameter, read from them and not from the code: the value with its unit, the file and
 * row that state it, and a piece of the source that this row names. Where the facts state no value, `silent` says what
 * they do say; such a parameter can only be an assumption.
 * Derived figures stand here only where the facts print them. Durations are µs.
 */
import type { Parameter, Setting } from '../../../sim/index.ts';

export interface Stated {
  value: Setting;
  unit: Parameter['unit'];
  /** File, section and row of the facts. */
  row: string;
  /** Has to occur in the parameter's own source. */
  cites: string;
}

export interface Silent {
  silent: string;
}

export type Fact = Stated | Silent;

export const platform = (row: string) => `facts/nsx-pks-bosh.md ${row}`;
export const measured = (row: string) => `facts/measured.md ${row}`;
export const stack = (row: string) => `facts/vsphere-k8s-etcd-rancher.md ${row}`;

export const seconds = (n: number) => Math.round(n * 1_000_000);
export const minutes = (n: number) => seconds(60 * n);

export const time = (value: number, row: string, cites: string): Stated => ({ value, unit: 'duration', row, cites });
export const between = (min: number, max: number, row: string, cites: string): Stated => ({
  value: { kind: 'uniform', min, max },
  unit: 'duration',
  row,
  cites,
});
export const number = (value: number, row: string, cites: string): Stated => ({ value, unit: 'count', row, cites });
export const fraction = (value: number, row: string, cites: string): Stated => ({ value, unit: 'ratio', row, cites });
export const yesOrNo = (value: boolean, row: string, cites: string): Stated => ({ value, unit: 'flag', row, cites });
export const word = (value: string, row: string, cites: string): Stated => ({ value, unit: 'choice', row, cites });
export const sized = (value: string, row: string, cites: string): Stated => ({ value, unit: 'size', row, cites });
export const silent = (what: string): Silent => ({ silent: what });
