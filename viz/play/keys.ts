/** Every control by keyboard. */
import type { Session } from './session.ts';

export const keys: readonly (readonly [key: string, what: string])[] = [
  ['space', 'play or pause'],
  ['← →', 'one event back or on'],
  ['shift ← →', 'to what mattered before, or the next thing that matters'],
  ['[ ]', 'slower, faster'],
  ['Home End', 'the start, the end'],
  ['q', 'pass quiet stretches quickly, or not'],
  ['n', 'wait at narration, or not'],
  ['o', 'choose a scenario'],
  ['Esc', 'clear the selection'],
  ['?', 'this list'],
];

export interface Doors {
  onPick(): void;
  onHelp(): void;
}

export function pressed(event: KeyboardEvent, session: Session | undefined, { onPick, onHelp }: Doors): void {
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector('dialog[open]')) return;
  const target = event.target as HTMLElement;
  if (/^(INPUT|SELECT|TEXTAREA)$/.test(target.tagName)) return;
  const act = actionOf(event, session, { onPick, onHelp });
  if (!act) return;
  // A button under focus takes its own space.
  if (event.key === ' ' && target.closest('button, a, summary, [role=button]')) return;
  event.preventDefault();
  act();
}

function actionOf({ key, shiftKey }: KeyboardEvent, session: Session | undefined, { onPick, onHelp }: Doors): (() => void) | undefined {
  if (key === '?') return onHelp;
  if (key === 'o') return onPick;
  if (!session) return undefined;
  const { clock } = session;
  const by = key === 'ArrowRight' ? 1 : -1;
  switch (key) {
    case ' ':
      return () => clock.toggle();
    case 'ArrowLeft':
    case 'ArrowRight':
      return () => (shiftKey ? clock.jump(by) : clock.step(by));
    case '[':
      return () => clock.faster(-1);
    case ']':
      return () => clock.faster(1);
    case 'Home':
      return () => clock.seek(0);
    case 'End':
      return () => clock.seek(clock.until);
    case 'q':
      return () => clock.set({ isBrisk: !clock.isBrisk });
    case 'n':
      return () => clock.set({ waits: !clock.waits });
    case 'Escape':
      return () => session.select(undefined);
    default:
      return undefined;
  }
}
