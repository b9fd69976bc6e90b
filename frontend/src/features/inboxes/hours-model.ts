/** Business hours as the editor shows and checks them, as functions. */
import type { Holiday, HolidayRegion, Hours, Inbox, OpenSpan, PublicHoliday } from '@/bridge/types';

/** Minutes of a day; as an end it is the next midnight. */
export const wholeDay = 24 * 60;

/** How much of each fits into an inbox. */
export const hoursLimits = { spans: 42, holidays: 100, holidayName: 60, message: 1024 } as const;

/** The days as people read them, from Monday; 0 is Sunday. */
export const days = [1, 2, 3, 4, 5, 6, 0] as const;

/** Monday to Friday from nine to five, where this computer is. */
export function usualHours(zone: string): Hours {
  return { zone, week: [1, 2, 3, 4, 5].map((day) => ({ day, from: 9 * 60, to: 17 * 60 })), outside: 'queue' };
}

/** "Mon" for 1. */
export function dayName(day: number, locale: string): string {
  return new Intl.DateTimeFormat(locale, { weekday: 'short', timeZone: 'UTC' }).format(Date.UTC(2026, 0, 4 + day));
}

/** "09:00" for 540. */
export function timeOf(minutes: number): string {
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
}

/** Each quarter of an hour from `least` on, and what is chosen already. */
export function timesFrom(least: number, chosen: number): readonly { readonly value: string; readonly label: string }[] {
  const list = new Set([chosen]);
  for (let each = Math.ceil(least / 15) * 15; each <= wholeDay; each += 15) list.add(each);
  return [...list].sort((a, b) => a - b).map((each) => ({ value: String(each), label: timeOf(each) }));
}

/** The hours with one more opening time on that day: after its last one, or from nine to five. */
export function withSpan(week: readonly OpenSpan[], day: number): OpenSpan[] {
  const ends = week.filter((each) => each.day === day).map((each) => each.to);
  if (ends.length === 0) return [...week, { day, from: 9 * 60, to: 17 * 60 }];
  const from = Math.min(Math.max(...ends) + 60, wholeDay - 60);
  return [...week, { day, from, to: Math.min(from + 4 * 60, wholeDay) }];
}

/** The week with what Monday has on each weekday. */
export function mondayOnWeekdays(week: readonly OpenSpan[]): OpenSpan[] {
  const monday = week.filter((each) => each.day === 1);
  const weekend = week.filter((each) => each.day === 0 || each.day === 6);
  return [1, 2, 3, 4, 5].flatMap((day) => monday.map((each) => ({ ...each, day }))).concat(weekend);
}

/** What is wrong with the hours, by field; of opening times and holidays the places in their lists. */
export interface HoursFaults {
  readonly week?: true;
  readonly spans?: readonly number[];
  readonly holidays?: readonly { readonly at: number; readonly what: 'date' | 'name' | 'twice' | 'span' }[];
  readonly message?: 'missing' | 'tooLong';
  readonly inbox?: true;
}

/** What keeps the hours from being saved. */
export function hoursFaults(hours: Hours | undefined): HoursFaults {
  if (hours === undefined) return {};
  const spans = hours.week.flatMap((each, at) => (each.from >= each.to || overlaps(hours.week, at) ? [at] : []));
  const holidays = (hours.holidays ?? []).flatMap((each, at) => {
    const what = holidayFault(each, (hours.holidays ?? []).slice(0, at));
    return what === undefined ? [] : [{ at, what }];
  });
  const message = hours.outside === 'message' ? messageFault(hours.message ?? '') : undefined;
  return {
    ...(hours.week.length === 0 ? { week: true as const } : {}),
    ...(spans.length === 0 ? {} : { spans }),
    ...(holidays.length === 0 ? {} : { holidays }),
    ...(message === undefined ? {} : { message }),
    ...(hours.outside === 'inbox' && (hours.inboxId ?? '') === '' ? { inbox: true as const } : {}),
  };
}

function overlaps(week: readonly OpenSpan[], at: number): boolean {
  const me = week[at];
  return me !== undefined && week.some((each, other) => other !== at && each.day === me.day && each.from < me.to && me.from < each.to);
}

function holidayFault(holiday: Holiday, before: readonly Holiday[]): 'date' | 'name' | 'twice' | 'span' | undefined {
  const at = new Date(`${holiday.date}T00:00:00Z`);
  if (!/^\d{4}-\d{2}-\d{2}$/.test(holiday.date) || Number.isNaN(at.getTime()) || !at.toISOString().startsWith(holiday.date)) return 'date';
  const letters = [...holiday.name.trim()].length;
  if (letters === 0 || letters > hoursLimits.holidayName) return 'name';
  if (before.some((each) => each.date === holiday.date)) return 'twice';
  const to = holiday.to ?? 0;
  return to !== 0 && (holiday.from ?? 0) >= to ? 'span' : undefined;
}

function messageFault(text: string): 'missing' | 'tooLong' | undefined {
  const letters = [...text.trim()].length;
  if (letters === 0) return 'missing';
  return letters > hoursLimits.message ? 'tooLong' : undefined;
}

/** What is asked of the relay: nothing while nothing is said, and no week for an inbox that had hours and is always open now. */
export function hoursToPut(hours: Hours | undefined, inbox: Inbox | undefined): Hours | undefined {
  if (hours !== undefined) return { ...hours, ...(hours.message === undefined ? {} : { message: hours.message.trim() }) };
  return inbox?.hours === undefined ? undefined : { zone: inbox.hours.zone, week: [], outside: 'queue' };
}

/** The years of which public holidays are offered: this one and the next two. */
export function yearsFrom(now: number): readonly string[] {
  const year = new Date(now).getFullYear();
  return [year, year + 1, year + 2].map(String);
}

/** "Germany · Bayern" for DE-BY. */
export function regionName({ code, part }: HolidayRegion, locale: string): string {
  const country = code.slice(0, 2);
  const name = new Intl.DisplayNames([locale], { type: 'region', fallback: 'code' }).of(country) ?? country;
  return part === undefined || part === '' ? name : `${name} · ${part}`;
}

/** The country of a language as the system names it ("de-AT"), if its days are known. */
export function regionHere(regions: readonly HolidayRegion[], language: string): string | undefined {
  const country = language.split('-').find((each) => /^[A-Z]{2}$/.test(each));
  return regions.find((each) => each.code === country)?.code;
}

/** "Fri 25 Dec" for 2026-12-25. */
export function dayWords(date: string, locale: string): string {
  return new Intl.DateTimeFormat(locale, { weekday: 'short', day: 'numeric', month: 'short', timeZone: 'UTC' }).format(new Date(`${date}T00:00:00Z`));
}

/** The public holidays that are not over, each with whether the inbox has its date already. */
export function toChoose(days: readonly PublicHoliday[], list: readonly Holiday[], now: number): readonly (PublicHoliday & { readonly there: boolean })[] {
  const at = new Date(now);
  const today = `${String(at.getFullYear())}-${String(at.getMonth() + 1).padStart(2, '0')}-${String(at.getDate()).padStart(2, '0')}`;
  return days.filter((each) => each.date >= today).map((each) => ({ ...each, there: list.some((other) => other.date === each.date) }));
}

/** The days of an inbox with some more, in the order of their dates; those without a date stay last. */
export function withHolidays(list: readonly Holiday[], more: readonly PublicHoliday[]): Holiday[] {
  const place = (each: Holiday): string => (each.date === '' ? '9' : each.date);
  return [...list, ...more.map(({ date, name }) => ({ date, name }))].sort((a, b) => place(a).localeCompare(place(b)));
}
