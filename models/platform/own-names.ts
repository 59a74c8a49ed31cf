/** The names that Paddock gives itself: what a design or a scenario names may not be called the same. */
import { systems } from '../systems.ts';

const own = systems.flatMap((system) => system.ownNames ?? []);
const single = new Set(own.filter((name) => typeof name === 'string'));
const patterns = own.filter((name) => typeof name !== 'string');

/** Whether Paddock calls something so in any design, or may while a run goes on. */
export const isOwnName = (name: string): boolean => single.has(name) || name.includes('/') || patterns.some((pattern) => pattern.test(name));

/** Whether a pod of a workload of this name may be called so: its name and an ordinal. */
export const isPodOf = (workload: string, name: string): boolean => name.startsWith(`${workload}-`) && /^\d+$/.test(name.slice(workload.length + 1));
