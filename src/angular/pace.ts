import { animationFrameScheduler, asyncScheduler, type Subscription } from 'rxjs';

/** Calls something at once, or at most once per frame or per so many ms. */
export interface Pace {
  /** Asks for a call. */
  ask(): void;
  /** Drops the call that was asked for. */
  drop(): void;
}

export function pace(coalesce: 'frame' | number | undefined, call: () => void): Pace {
  let waiting: Subscription | undefined;
  const drop = (): void => {
    waiting?.unsubscribe();
    waiting = undefined;
  };
  const due = (): void => {
    waiting = undefined;
    call();
  };
  // Outside a browser there are no frames.
  const isFramed = coalesce === 'frame' && typeof requestAnimationFrame === 'function';
  const ask = (): void => {
    if (isFramed) waiting ??= animationFrameScheduler.schedule(due);
    else if (typeof coalesce === 'number') waiting ??= asyncScheduler.schedule(due, coalesce);
    else call();
  };
  return { ask, drop };
}
