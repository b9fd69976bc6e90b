/** What a report is asked for, and its figures as rows of a table. */
import type { RecordFilter, Report, ReportTemplate } from '@/bridge/types';
import type { WantedRecords } from '@/stores/records-wanted';

/** The periods that can be chosen by a word. */
export const periods = ['today', 'yesterday', 'week', 'month', 'quarter', 'own'] as const;
/** One of them; `own` is days that a person chose. */
export type Period = (typeof periods)[number];

/** What is chosen on the page. Days as fields have them, empty lists = all. */
export interface Choice {
  readonly period: Period;
  readonly firstDay: string;
  readonly lastDay: string;
  readonly inboxes: readonly string[];
  readonly numbers: readonly string[];
  readonly agents: readonly string[];
  readonly channel: '' | 'whatsapp' | 'sms';
}

/** The choice at first. */
export const usualChoice: Choice = { period: 'week', firstDay: '', lastDay: '', inboxes: [], numbers: [], agents: [], channel: '' };

const pad = (value: number): string => String(value).padStart(2, '0');
const fieldOf = (day: Date): string => `${day.getFullYear()}-${pad(day.getMonth() + 1)}-${pad(day.getDate())}`;
const shifted = (now: number, days: number): Date => {
  const day = new Date(now);
  return new Date(day.getFullYear(), day.getMonth(), day.getDate() + days);
};

/** When a day of this computer begins, or the one that many days after it; undefined for what is no day, such as one in a year that is half typed (0202). */
export function dayStart(field: string, days = 0): number | undefined {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/u.exec(field);
  return parts === null || Number(parts[1]) < 1970 ? undefined : new Date(Number(parts[1]), Number(parts[2]) - 1, Number(parts[3]) + days).getTime();
}

const spans: Readonly<Record<Exclude<Period, 'own'>, readonly [number, number]>> = { today: [0, 0], yesterday: [-1, -1], week: [-6, 0], month: [-29, 0], quarter: [-89, 0] };

/** The days of a choice; undefined while those of a person's own are not both there. */
export function daysOf(choice: Choice, now: number): { readonly firstDay: string; readonly lastDay: string } | undefined {
  if (choice.period === 'own') {
    const whole = dayStart(choice.firstDay) !== undefined && dayStart(choice.lastDay) !== undefined;
    return whole ? { firstDay: choice.firstDay, lastDay: choice.lastDay } : undefined;
  }
  const [first, last] = spans[choice.period];
  return { firstDay: fieldOf(shifted(now, first)), lastDay: fieldOf(shifted(now, last)) };
}

/** This computer's time zone by its name. */
export function zoneHere(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** What the relay is asked for; undefined while the days are not whole. */
export function filterOf(choice: Choice, now: number, zone: string): RecordFilter | undefined {
  const days = daysOf(choice, now);
  const from = dayStart(days?.firstDay ?? '');
  const to = dayStart(days?.lastDay ?? '', 1);
  if (from === undefined || to === undefined) return undefined;
  return { from, to, zone, ...restOf(choice) };
}

function restOf({ inboxes, numbers, agents, channel }: Choice): RecordFilter {
  const none = {};
  return {
    queue: none, first: none, handling: none, messages: none,
    ...(inboxes.length > 0 && { inboxes: [...inboxes] }), ...(numbers.length > 0 && { numbers: [...numbers] }), ...(agents.length > 0 && { agents: [...agents] }), ...(channel !== '' && { channel }),
  };
}

/** The records of a figure: those of the choice that also meet `part`. */
export function recordsOf(choice: Choice, now: number, part: Partial<RecordFilter>): WantedRecords | undefined {
  const days = daysOf(choice, now);
  return days === undefined ? undefined : { ...days, rest: { ...restOf(choice), ...part } };
}

/** Whether nothing was found. */
export function isEmpty(report: Report): boolean {
  return report.conversations === 0;
}

/** One figure of a list: what it is called, how many, and the filter that finds its records. */
export interface Figure {
  readonly key: string;
  readonly label: string;
  readonly value: number;
  readonly part: Partial<RecordFilter> | undefined;
}

/** A share in whole percent; of nothing it is 0. */
export function percent(value: number, total: number): number {
  return total === 0 ? 0 : Math.round((100 * value) / total);
}

/** How dark an hour of the week is drawn, 0–4: none, then quarters of the busiest. */
export function shadeOf(value: number, most: number): number {
  return value === 0 || most === 0 ? 0 : Math.max(1, Math.ceil((4 * value) / most));
}

/** How many began on each weekday (Monday first), of the hours of a week. */
export function weekdays(hours: readonly number[]): readonly number[] {
  return Array.from({ length: 7 }, (_, day) => hours.slice(day * 24, day * 24 + 24).reduce((sum, each) => sum + each, 0));
}

/** What can become of a template, as the report has it. */
export const fateColumns = ['sent', 'delivered', 'read', 'answered', 'failed'] as const;
/** One of fateColumns. */
export type FateColumn = (typeof fateColumns)[number];

/** A template and its language as one name. */
export function templateLabel({ name, language }: { readonly name: string; readonly language: string }): string {
  return `${name} (${language})`;
}

/** How many messages of all templates there are of each fate. */
export function fateSums(templates: readonly ReportTemplate[]): Readonly<Record<FateColumn, number>> {
  const sum = (fate: FateColumn): number => templates.reduce((all, each) => all + each[fate].messages, 0);
  return { sent: sum('sent'), delivered: sum('delivered'), read: sum('read'), answered: sum('answered'), failed: sum('failed') };
}
