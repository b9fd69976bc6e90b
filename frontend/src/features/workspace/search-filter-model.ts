/** By what a search can be narrowed beside its words. */
import type { Label, SearchFilter } from '@/bridge/types';

const day = 24 * 60 * 60 * 1000;

/** Times that can be chosen; "own" is from one day to another. */
export const whens = ['any', 'today', 'week', 'month', 'year', 'own'] as const;

/** A time that can be chosen. */
export type When = (typeof whens)[number];

/** What is chosen. */
export interface Narrowed {
  readonly from: string;
  readonly numberId: string;
  readonly labelId: string;
  readonly files: SearchFilter['files'];
  readonly when: When;
  /** Days as in a date field, of "own"; "" is no bound. */
  readonly first: string;
  readonly last: string;
}

/** Nothing is narrowed. */
export const notNarrowed: Narrowed = { from: '', numberId: '', labelId: '', files: '', when: 'any', first: '', last: '' };

/** Whether a search is narrowed at all. */
export function isNarrowed(narrowed: Narrowed): boolean {
  const { from, numberId, labelId, files, when, first, last } = narrowed;
  return from !== '' || numberId !== '' || labelId !== '' || files !== '' || (when === 'own' ? first !== '' || last !== '' : when !== 'any');
}

/** What the search is asked for. A label counts under all ids that became it. */
export function filterOf(narrowed: Narrowed, labels: ReadonlyMap<string, Label>, now: number): SearchFilter {
  const { from, numberId, labelId, files } = narrowed;
  return { from, numberId, labels: labelId === '' ? [] : [labelId, ...(labels.get(labelId)?.holds ?? [])], files, ...timesOf(narrowed, now) };
}

function timesOf({ when, first, last }: Narrowed, now: number): { since: number; until: number } {
  const today = new Date(now).setHours(0, 0, 0, 0);
  const before: Record<Exclude<When, 'own'>, number> = { any: 0, today, week: today - 6 * day, month: today - 29 * day, year: today - 364 * day };
  if (when !== 'own') return { since: before[when], until: 0 };
  return { since: dayOf(first), until: last === '' ? 0 : new Date(dayOf(last)).setHours(24, 0, 0, 0) };
}

// A day of a date field, at its beginning here; 0 of none.
function dayOf(text: string): number {
  const at = text === '' ? NaN : new Date(`${text}T00:00`).getTime();
  return Number.isNaN(at) ? 0 : at;
}
