/** The times that are offered to sleep until. */
import { nextAt } from '@/lib/working-day';

/** The names of those times. */
export const snoozeNames = ['hour', 'afternoon', 'shift', 'tomorrow', 'week'] as const;
/** One of them. */
export type SnoozeName = (typeof snoozeNames)[number];

/** A time that is offered. */
export interface SnoozeTime {
  readonly name: SnoozeName;
  readonly at: number;
}

const hour = 3_600_000;
const morning = 9 * 60;
const afternoon = 15 * 60;

function inDays(now: number, days: number): number {
  const at = new Date(now);
  at.setDate(at.getDate() + days);
  at.setHours(0, morning, 0, 0);
  return at.getTime();
}

/** The times of now. `dayEnds` are the minutes after midnight at which the person's shift ends, 0 = they do not say. */
export function snoozeTimes(now: number, dayEnds: number): readonly SnoozeTime[] {
  const today = new Date(now);
  const times: SnoozeTime[] = [{ name: 'hour', at: now + hour }];
  const later = nextAt(afternoon, now);
  if (new Date(later).getDate() === today.getDate() && later - now > 1.5 * hour) times.push({ name: 'afternoon', at: later });
  // An hour before they leave, so that there is time to answer.
  const shift = dayEnds > 0 ? nextAt(dayEnds, now) - hour : 0;
  if (shift - now > 1.5 * hour && shift - now < 14 * hour) times.push({ name: 'shift', at: shift });
  times.push({ name: 'tomorrow', at: inDays(now, 1) });
  const toMonday = (8 - today.getDay()) % 7 || 7;
  if (toMonday > 1) times.push({ name: 'week', at: inDays(now, toMonday) });
  return times;
}

/** A time as a field for date and time has it, by the clock on the wall. */
export function fieldOf(at: number): string {
  const local = new Date(at - new Date(at).getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 16);
}
