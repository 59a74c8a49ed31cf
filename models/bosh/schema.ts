/** What a design says of BOSH. */
import { defaults } from '../defaults.ts';
import { item, preset, yes } from '../shapes.ts';

export const boshSchema = item({ resurrector: yes(...preset('hm.resurrector_enabled.', defaults['bosh.resurrector'])) }, 'BOSH.');
