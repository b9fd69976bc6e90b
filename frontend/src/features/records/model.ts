/** What the records page asks for: its filter, its columns, and how both are remembered on this computer. */
import type { PutSavedFilter, RecordFilter, RecordRange } from '@/bridge/types';
import { oneOf } from '@/lib/known';
import type { WantedRecords } from '@/stores/records-wanted';

/** The columns that there are, in their order. */
export const columnKeys = [
  'started', 'customer', 'number', 'service', 'source', 'inbox', 'plan', 'startedBy', 'agents', 'disposition', 'rule', 'before', 'beforeRule',
  'ended', 'endReason', 'endedBy', 'queue', 'first', 'handling', 'messages', 'promised', 'rating', 'sentiment', 'line',
] as const;
/** One of columnKeys. */
export type ColumnKey = (typeof columnKeys)[number];

/** The columns of somebody who has chosen none. */
export const usualColumns: readonly ColumnKey[] = ['started', 'customer', 'inbox', 'agents', 'disposition', 'endReason', 'queue', 'first', 'handling', 'messages'];

/** Whether a stored value is a choice of columns. */
export function isColumns(value: unknown): value is readonly ColumnKey[] {
  return Array.isArray(value) && value.length > 0 && value.every((each) => typeof each === 'string' && oneOf(columnKeys, each) !== undefined);
}

/** The periods that can be chosen by a word. */
export const presets = ['all', 'today', 'week', 'month'] as const;
/** One of presets, or days that a person chose. */
export type Preset = (typeof presets)[number] | 'own';

/** A filter as the page holds it: days as a person writes them (YYYY-MM-DD), the rest as the relay takes it. */
export interface PageFilter {
  readonly preset: Preset;
  readonly firstDay: string;
  readonly lastDay: string;
  readonly rest: RecordFilter;
}

const anything: RecordRange = {};

/** The filter that everything meets. */
export const noFilter: PageFilter = { preset: 'all', firstDay: '', lastDay: '', rest: { queue: anything, first: anything, handling: anything, messages: anything } };

/** What is kept of a filter and the searched words. */
export type KeptFilter = Pick<PutSavedFilter, 'filter' | 'period' | 'firstDay' | 'lastDay'>;

/** A filter on the page, with the words that are searched for. */
export interface OpenedFilter {
  readonly filter: PageFilter;
  readonly text: string;
}

/** A filter and the searched words, as they are kept. */
export function keptFilter({ preset, firstDay, lastDay, rest }: PageFilter, text: string): KeptFilter {
  const words = text.trim();
  const own = preset === 'own';
  return { filter: words === '' ? rest : { ...rest, text: words }, period: preset, firstDay: own ? firstDay : '', lastDay: own ? lastDay : '' };
}

/** The filter and the words of one that was kept. */
export function openedFilter({ filter, period, firstDay, lastDay }: KeptFilter): OpenedFilter {
  const { text = '', ...rest } = filter;
  return { filter: { preset: period, firstDay, lastDay, rest: { ...noFilter.rest, ...rest } }, text };
}

/** Whether two filters ask for the same. */
export function sameFilter(a: KeptFilter, b: KeptFilter): boolean {
  return JSON.stringify(plain(a)) === JSON.stringify(plain(b));
}

// Without what says nothing, in one order: the relay leaves it out.
function plain({ filter, period, firstDay, lastDay }: KeptFilter): unknown {
  const said = Object.entries(filter).filter(([, part]: [string, unknown]) => part !== undefined && part !== '' && part !== false && !(Array.isArray(part) && part.length === 0) && JSON.stringify(part) !== '{}');
  return [period, firstDay, lastDay, said.toSorted(([x], [y]) => (x < y ? -1 : 1))];
}

/** The filter with which another screen leads here; every record where none does. */
export function wantedFilter(wanted: WantedRecords | undefined): PageFilter {
  if (wanted === undefined) return noFilter;
  const { from, to, ...rest } = wanted.rest;
  // A part of the days is a day of its own: the fields show whole ones.
  const firstDay = from === undefined ? wanted.firstDay : dayField(from);
  const lastDay = to === undefined ? wanted.lastDay : dayField(to - 1);
  return { preset: 'own', firstDay, lastDay, rest: { ...noFilter.rest, ...rest } };
}

function dayField(at: number): string {
  const day = new Date(at);
  const pad = (value: number): string => String(value).padStart(2, '0');
  return `${day.getFullYear()}-${pad(day.getMonth() + 1)}-${pad(day.getDate())}`;
}

/** Midnight of the reader at a time, or so many days later. */
export function startOfDay(at: number, days: number): number {
  const day = new Date(at);
  return new Date(day.getFullYear(), day.getMonth(), day.getDate() + days).getTime();
}

// Half a year that is being typed is a year too: 0002, 0020, 0202. There is nothing of any before 1970.
function dayOf(text: string): number | undefined {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (parts === null || Number(parts[1]) < 1970) return undefined;
  return new Date(Number(parts[1]), Number(parts[2]) - 1, Number(parts[3])).getTime();
}

/** The filter as the relay takes it: whole days of the reader's own time zone. */
export function asked(filter: PageFilter, text: string, now: number): RecordFilter {
  const out: RecordFilter = { ...filter.rest };
  if (text.trim() !== '') out.text = text.trim();
  switch (filter.preset) {
    case 'all':
      break;
    case 'today':
      out.from = startOfDay(now, 0);
      break;
    case 'week':
      out.from = startOfDay(now, -6);
      break;
    case 'month':
      out.from = startOfDay(now, -29);
      break;
    case 'own': {
      const first = dayOf(filter.firstDay);
      const last = dayOf(filter.lastDay);
      if (first !== undefined) out.from = first;
      if (last !== undefined) out.to = startOfDay(last, 1);
    }
  }
  return out;
}

/** How many parts of a filter are set. */
export function partsSet(filter: PageFilter): number {
  const { preset, firstDay, lastDay, rest } = filter;
  const period = preset !== 'all' && (preset !== 'own' || firstDay !== '' || lastDay !== '');
  const parts = Object.entries(rest).filter(([key, part]: [string, unknown]) => {
    if (key === 'zone') return false; // it says how hours are meant
    if (Array.isArray(part)) return part.length > 0;
    if (typeof part === 'object' && part !== null) return Object.values(part).some((each) => each !== undefined && each !== 0);
    return part !== undefined && part !== '' && part !== false;
  });
  return parts.length + Number(period);
}
