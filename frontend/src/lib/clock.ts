/**
 * The UI's clock. Countdowns follow the relay's time, so the bridge says how far this computer is off;
 * components re-render together, one timer per rhythm, instead of each with a timer of its own.
 */
import { useCallback, useSyncExternalStore } from 'react';

let offset = 0;

/** Sets how far the relay's clock is ahead of this computer's, in milliseconds. What counts by it is drawn at once. */
export function setClockOffset(ms: number): void {
  if (ms === offset) return;
  offset = ms;
  for (const beat of rhythms.values()) tick(beat);
}

/** The relay's present time in Unix milliseconds, as well as it is known. */
export function relayNow(): number {
  return Date.now() + offset;
}

interface Rhythm {
  value: number;
  timer: ReturnType<typeof setInterval> | undefined;
  readonly listeners: Set<() => void>;
}

const rhythms = new Map<number, Rhythm>();

function rhythm(every: number): Rhythm {
  let found = rhythms.get(every);
  if (found === undefined) {
    found = { value: relayNow(), timer: undefined, listeners: new Set() };
    rhythms.set(every, found);
  }
  return found;
}

function tick(beat: Rhythm): void {
  beat.value = relayNow();
  for (const each of beat.listeners) each();
}

function subscribe(every: number, listener: () => void): () => void {
  const beat = rhythm(every);
  beat.listeners.add(listener);
  if (beat.timer === undefined) {
    beat.value = relayNow();
    beat.timer = setInterval(() => tick(beat), every);
  }
  return () => {
    beat.listeners.delete(listener);
    if (beat.listeners.size === 0) {
      clearInterval(beat.timer);
      beat.timer = undefined;
    }
  };
}

/** The relay's time, renewed every `every` milliseconds (1,000 for countdowns, 30,000 for "4 min"). */
export function useNow(every = 30_000): number {
  // The same function each time: subscribing anew at every render would restart the timer, and draw for ever.
  const listen = useCallback((listener: () => void) => subscribe(every, listener), [every]);
  return useSyncExternalStore(
    listen,
    () => {
      const beat = rhythm(every);
      // Nobody listens yet, so the stored value may be from long ago.
      if (beat.timer === undefined && relayNow() - beat.value >= every) beat.value = relayNow();
      return beat.value;
    },
  );
}
