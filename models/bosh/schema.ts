/** What a design says of BOSH. */
import { defaults } from '../defaults.ts';
import { object, preset, yes } from '../shapes.ts';

export const boshSchema = object({ resurrector: yes(...preset('hm.resurrector_enabled.', defaults['bosh.resurrector'])) }, 'BOSH.');
