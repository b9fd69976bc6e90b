/**
 * Times as people read them: relative under a day, then by day, then by date; the exact time is for
 * hover. Everything takes `now` so that the relay's time, not this computer's, can be used.
 */

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

const nbsp = '\u00a0';
const dateFormats = new Map<string, Intl.DateTimeFormat>();

function dates(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = locale + JSON.stringify(options);
  let found = dateFormats.get(key);
  if (found === undefined) {
    found = new Intl.DateTimeFormat(locale, options);
    dateFormats.set(key, found);
  }
  return found;
}

type Unit = 'second' | 'minute' | 'hour' | 'day';
const symbols: Record<Unit, string> = { second: 's', minute: 'min', hour: 'h', day: 'd' };

// English abbreviations of CLDR are long and uneven ("hr", "sec"); the unit symbols are shorter and
// everybody knows them. Other languages get their own.
function amount(value: number, unit: Unit, locale: string): string {
  if (locale.startsWith('en')) return `${value}${nbsp}${symbols[unit]}`;
  return new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'short' }).format(value);
}

/** Whole calendar days from `at` to `now` in the reader's time zone; 0 is today. */
function calendarDays(at: number, now: number): number {
  const a = new Date(at);
  const b = new Date(now);
  const from = Date.UTC(a.getFullYear(), a.getMonth(), a.getDate());
  const to = Date.UTC(b.getFullYear(), b.getMonth(), b.getDate());
  return Math.round((to - from) / day);
}

/** "now", "4 min", "3 h", "yesterday", "2 d", "3 Mar", "3 Mar 2024". A time ahead reads "now": clocks differ. */
export function relativeTime(at: number, now: number, locale: string): string {
  const ago = now - at;
  const words = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  if (ago < minute) return words.format(0, 'second');
  if (ago < hour) return amount(Math.floor(ago / minute), 'minute', locale);
  if (ago < day) return amount(Math.floor(ago / hour), 'hour', locale);
  const days = calendarDays(at, now);
  if (days <= 1) return words.format(-1, 'day');
  if (days < 7) return amount(days, 'day', locale);
  return shortDate(at, now, locale);
}

/** The same within a sentence: "4 min ago", "yesterday", "2 d ago", "3 Mar". */
export function ago(at: number, now: number, locale: string): string {
  const passed = now - at;
  if (passed < minute) return relativeTime(at, now, locale);
  if (passed < hour) return past(Math.floor(passed / minute), 'minute', locale);
  if (passed < day) return past(Math.floor(passed / hour), 'hour', locale);
  const days = calendarDays(at, now);
  return days <= 1 || days >= 7 ? relativeTime(at, now, locale) : past(days, 'day', locale);
}

function past(value: number, unit: Unit, locale: string): string {
  if (locale.startsWith('en')) return `${amount(value, unit, locale)} ago`;
  return new Intl.RelativeTimeFormat(locale, { style: 'short' }).format(-value, unit);
}

function shortDate(at: number, now: number, locale: string): string {
  const sameYear = new Date(at).getFullYear() === new Date(now).getFullYear();
  return dates(locale, { day: 'numeric', month: 'short', ...(sameYear ? {} : { year: 'numeric' }) }).format(at);
}

/** The exact time for hover and for records: date, time with seconds. */
export function exactTime(at: number, locale: string): string {
  return dates(locale, { dateStyle: 'full', timeStyle: 'medium' }).format(at);
}

/** The exact time where there is little room: short date, time with seconds. */
export function stampTime(at: number, locale: string): string {
  return dates(locale, { dateStyle: 'medium', timeStyle: 'medium' }).format(at);
}

/** A time within the next days, "Mon 09:00"; further ahead with its date. */
export function weekdayTime(at: number, now: number, locale: string): string {
  const far: Intl.DateTimeFormatOptions = at - now > 6 * day ? { day: 'numeric', month: 'short' } : {};
  return dates(locale, { weekday: 'short', ...far, hour: '2-digit', minute: '2-digit' }).format(at);
}

/** The time of day beside a message. */
export function clockTime(at: number, locale: string): string {
  return dates(locale, { hour: '2-digit', minute: '2-digit' }).format(at);
}

/** Day and time where a column has many of them: "14:02" today, "3 Mar, 14:02", "3 Mar 2024, 14:02". */
export function dayAndTime(at: number, now: number, locale: string): string {
  const time = clockTime(at, locale);
  return sameDay(at, now) ? time : `${shortDate(at, now, locale)}, ${time}`;
}

/** The separator between days: today, yesterday, the weekday under a week, else the date. */
export function dayLabel(at: number, now: number, locale: string): string {
  const days = calendarDays(at, now);
  if (days <= 1) {
    const word = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }).format(-Math.max(0, days), 'day');
    return word.charAt(0).toLocaleUpperCase(locale) + word.slice(1);
  }
  if (days < 7) return dates(locale, { weekday: 'long' }).format(at);
  const sameYear = new Date(at).getFullYear() === new Date(now).getFullYear();
  return dates(locale, { day: 'numeric', month: 'long', ...(sameYear ? {} : { year: 'numeric' }) }).format(at);
}

/** Reports whether two times fall on the same day for the reader. */
export function sameDay(a: number, b: number): boolean {
  return calendarDays(a, b) === 0;
}

/** A length in its two largest units: "23 h 58 min", "6 min 12 s", "2 d 4 h". Never negative. */
export function duration(ms: number, locale: string): string {
  const left = Math.max(0, ms);
  const part = (of: number, per: number, unit: Unit): string => amount(Math.floor((left % of) / per), unit, locale);
  if (left < minute) return amount(Math.floor(left / second), 'second', locale);
  if (left < hour) return join(part(hour, minute, 'minute'), left % minute >= second && part(minute, second, 'second'));
  if (left < day) return join(part(day, hour, 'hour'), left % hour >= minute && part(hour, minute, 'minute'));
  return join(amount(Math.floor(left / day), 'day', locale), left % day >= hour && part(day, hour, 'hour'));
}

function join(big: string, small: string | false): string {
  return small === false ? big : `${big} ${small}`;
}

/** A countdown in figures: "9:12", "1:04:30". Rounds up, so that it ends at 0:00 and not before. */
export function countdown(ms: number): string {
  const total = Math.max(0, Math.ceil(ms / second));
  const two = (value: number): string => String(value).padStart(2, '0');
  const hours = Math.floor(total / 3600);
  const minutes = Math.floor((total % 3600) / 60);
  return hours > 0 ? `${hours}:${two(minutes)}:${two(total % 60)}` : `${minutes}:${two(total % 60)}`;
}
