/** Which way in a design has. */
import { type Design, isOnRke } from '../design.ts';
import { nsxWay } from '../nsx/way-in.ts';
import { rkeWay } from '../rke/way-in.ts';
import type { WayIn } from '../way-in.ts';

export const wayInto = (design: Design): WayIn => (isOnRke(design) ? rkeWay : nsxWay);
