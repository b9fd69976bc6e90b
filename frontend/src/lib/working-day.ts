/** A person's working day, by the clock on their wall. */

const minutesOfDay = 24 * 60;

/** The next time at which the clock shows so many minutes after midnight (1440 = midnight), after `now`. */
export function nextAt(minutes: number, now: number): number {
  const at = new Date(now);
  at.setHours(0, minutes, 0, 0);
  if (at.getTime() <= now) {
    at.setTime(now);
    at.setDate(at.getDate() + 1);
    at.setHours(0, minutes, 0, 0);
  }
  return at.getTime();
}

/** When the day began in which `now` is. */
export function dayBegan(now: number): number {
  return new Date(now).setHours(0, 0, 0, 0);
}

/** "18:00" of minutes after midnight, as a time field has it; "" of none. */
export function timeField(minutes: number): string {
  if (minutes <= 0) return '';
  const pad = (value: number): string => String(value).padStart(2, '0');
  return `${pad(Math.floor(minutes / 60) % 24)}:${pad(minutes % 60)}`;
}

/** Minutes after midnight of a time field, midnight as the day's end; undefined of what is no time. */
export function minutesOf(field: string): number | undefined {
  const parts = /^([01]\d|2[0-3]):([0-5]\d)$/u.exec(field);
  if (parts === null) return undefined;
  const minutes = Number(parts[1]) * 60 + Number(parts[2]);
  return minutes === 0 ? minutesOfDay : minutes;
}
