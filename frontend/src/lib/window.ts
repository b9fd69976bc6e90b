/** The window of a conversation as it is drawn; the relay decides, this only shows. */

const hour = 3_600_000;

/** How near the window is to closing: more than 4 h, less than 4 h, less than 1 h, shut; none on a channel that has no window. */
export type WindowTone = 'calm' | 'amber' | 'red' | 'closed' | 'none';

/** What a ring needs: the share of the day that is left, the tone, and the milliseconds left. */
export interface WindowView {
  readonly fraction: number;
  readonly tone: WindowTone;
  readonly leftMs: number;
}

/** Derives the ring from the time at which the window closes; null means that no window is open, Infinity that there is none to close. */
export function windowView(closesAt: number | null, now: number): WindowView {
  if (closesAt === Number.POSITIVE_INFINITY) return { fraction: 0, tone: 'none', leftMs: 0 };
  const left = closesAt === null ? 0 : Math.max(0, closesAt - now);
  if (left === 0) return { fraction: 0, tone: 'closed', leftMs: 0 };
  const tone = left < hour ? 'red' : left < 4 * hour ? 'amber' : 'calm';
  // A message of this very moment leaves "23 h 59 min", not "1 d": the window is told in hours.
  return { fraction: Math.min(1, left / (24 * hour)), tone, leftMs: Math.min(24 * hour - 1, left) };
}
