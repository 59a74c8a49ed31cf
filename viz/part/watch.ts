/** Parts that follow a session: drawn again only when what they read has changed. */
import { useEffect, useReducer, useRef } from 'preact/hooks';
import type { Session } from '../play/session.ts';

/** What a part reads of a session. It is told at most once a frame. */
export function useWatch<T>(session: Session, read: (session: Session) => T): T {
  const value = read(session);
  const [, again] = useReducer((n: number) => n + 1, 0);
  const latest = useRef({ value, read });
  latest.current = { value, read };
  useEffect(
    () =>
      session.subscribe(() => {
        const { value, read } = latest.current;
        if (!Object.is(read(session), value)) again(0);
      }),
    [session],
  );
  return value;
}

/** Calls back whenever the session changes, without drawing the part again. */
export function useFollow(session: Session, follow: () => void): void {
  const latest = useRef(follow);
  latest.current = follow;
  useEffect(() => session.subscribe(() => latest.current()), [session]);
}

/** Time in tenths of a second of the viewer's, so that running durations do not redraw with every frame. */
let now = 0;
export const slowly = (session: Session): number => {
  if (!session.clock.isPlaying) return session.clock.at;
  const tick = Math.floor(performance.now() / 120);
  if (tick !== now) now = tick;
  return now;
};
