/** What a picture shows of hosts that are in service and yet cut off from something, and of the datastores below. */
import { beforeAll, describe, expect, it } from 'vitest';
import { type Watched, watch } from './runs.ts';

let isolation: Watched;
let pathsDown: Watched;
let destroyed: Watched;
beforeAll(async () => {
  [isolation, pathsDown, destroyed] = (await watch('host-isolation', 'host-paths-down', 'datastore-destroyed')) as [Watched, Watched, Watched];
});

const lookOf = ({ at }: Watched, host: string, time: number) => at(time).hosts.find(({ id }) => id === host)?.look;

describe('a host', () => {
  it('whose management network is cut says so, and how it sees itself', () => {
    expect(lookOf(isolation, 'esx-02', 599)).toEqual({ tone: 'good', word: 'up' });
    expect(lookOf(isolation, 'esx-02', 610)).toEqual({ tone: 'part', word: 'cut off' });
    expect(lookOf(isolation, 'esx-02', 640)).toEqual({ tone: 'part', word: 'isolated' });
    expect(lookOf(isolation, 'esx-04', 760)).toEqual({ tone: 'part', word: 'partitioned' });
    expect(lookOf(isolation, 'esx-02', 1_501)).toEqual({ tone: 'good', word: 'up' });
  });

  it('without paths to its datastores says so', () => {
    expect(lookOf(pathsDown, 'esx-02', 700)).toEqual({ tone: 'bad', word: 'no paths' });
    expect(lookOf(pathsDown, 'esx-02', 1_801)).toEqual({ tone: 'good', word: 'up' });
  });

  it('is what its HA agent is told by, so that the agent has no place of its own', () => {
    for (const { kind } of isolation.at(640).others) expect(kind).not.toBe('ha-agent');
  });
});

describe('a datastore', () => {
  it('that is lost stands out, and the VMs whose disks lay there hang', () => {
    const { others, vms } = destroyed.at(700);
    expect(others.find(({ kind }) => kind === 'datastore')).toMatchObject({ id: 'datastore-01', look: { tone: 'bad', word: '1 gone' } });
    expect(
      vms
        .filter(({ look }) => look.word === 'no disk')
        .map(({ id }) => id)
        .sort(),
    ).toEqual(['edge-01', 'master-0', 'worker-0']);
  });
});
