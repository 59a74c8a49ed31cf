/** The controls' icons as shapes, since not every machine has the signs in its fonts. */

const shapes = {
  play: 'M4,2 L14,8 L4,14 Z',
  pause: 'M4,2 H7 V14 H4 Z M10,2 H13 V14 H10 Z',
  stepBack: 'M11,2 L3,8 L11,14 Z',
  stepOn: 'M5,2 L13,8 L5,14 Z',
  jumpBack: 'M3,2 H5 V14 H3 Z M14,2 L6,8 L14,14 Z',
  jumpOn: 'M11,2 H13 V14 H11 Z M2,2 L10,8 L2,14 Z',
  light: 'M8,4.5 A3.5,3.5 0 1,1 8,11.5 A3.5,3.5 0 1,1 8,4.5 Z M7.3,0 H8.7 V3 H7.3 Z M7.3,13 H8.7 V16 H7.3 Z M0,7.3 H3 V8.7 H0 Z M13,7.3 H16 V8.7 H13 Z',
  dark: 'M6,1 A7,7 0 1,0 15,10 A6,6 0 0,1 6,1 Z',
} as const;

export function Icon({ name }: { name: keyof typeof shapes }) {
  return (
    <svg class="icon" viewBox="0 0 16 16" width="13" height="13" aria-hidden="true">
      <path d={shapes[name]} fill="currentColor" />
    </svg>
  );
}
