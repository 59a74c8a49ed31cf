/** Which way in a design has. */
import { type Design, isOnDocker, isOnRke } from '../design.ts';
import { dockerWay } from '../docker/way-in.ts';
import { nsxWay } from '../nsx/way-in.ts';
import { rkeWay } from '../rke/way-in.ts';
import type { WayIn } from '../way-in.ts';

export function wayInto(design: Design): WayIn {
  if (isOnDocker(design)) return dockerWay;
  return isOnRke(design) ? rkeWay : nsxWay;
}
