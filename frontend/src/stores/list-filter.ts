/** What the list of conversations is narrowed to, and the views of it that are kept. */
import { useMemo } from 'react';
import { create } from 'zustand';
import type { ListFilter, ListView, Thread } from '@/bridge/types';
import { type Desk, useDesk } from './desk';
import { labelsOfIds, liveLabels } from './labels';
import { closesAt, unreadOf } from './selectors';
import { useMe } from './session';

/** What a window can be. */
export const windowStates = ['open', 'closing', 'closed'] as const;
/** How soon something is to be done. */
export const priorityStates = ['usual', 'high', 'urgent'] as const;
/** Nobody has it, or it has no label. */
export const none = 'none';
/** Whoever looks. */
export const meToo = 'me';

interface FilterStore {
  readonly filter: ListFilter;
  /** The view that was chosen; "" = none. */
  readonly viewId: string;
}

const everything: FilterStore = { filter: {}, viewId: '' };
const soon = 4 * 3_600_000;

/** The store. */
export const useListFilter = create<FilterStore>(() => everything);

/** Narrows the list. A view that was chosen stays chosen, so that it can be saved anew. */
export function narrowList(filter: ListFilter): void {
  useListFilter.setState({ filter });
}

/** Shows a view. */
export function showView(view: ListView): void {
  useListFilter.setState({ filter: view.filter, viewId: view.id });
}

/** Shows the whole list again. */
export function showEverything(): void {
  useListFilter.setState(everything);
}

/** How many questions a filter asks, beside that for the list. */
export function countOf({ list: _list, ...rest }: ListFilter): number {
  return Object.values(rest).filter((each) => (Array.isArray(each) ? each.length > 0 : each)).length;
}

const among = (list: readonly string[] | undefined, value: string): boolean => list === undefined || list.length === 0 || list.includes(value);

function windowOf(thread: Thread, now: number): string {
  const closes = closesAt(thread) ?? 0;
  return closes <= now ? 'closed' : closes - now < soon ? 'closing' : 'open';
}

/** Whether a filter lets a conversation through. */
export function lets(filter: ListFilter, thread: Thread, desk: Pick<Desk, 'labels' | 'unread' | 'readMarks'>, me: string, now: number): boolean {
  const { windows = [], labels = [], agents = [] } = filter;
  const window = windowOf(thread, now);
  const live = labels.length === 0 ? [] : liveLabels(desk.labels.values());
  const has = (id: string): boolean => (id === none ? labelsOfIds(live, thread.labels ?? []).length === 0 : labelsOfIds(live.filter((each) => each.id === id || each.holds?.includes(id) === true), thread.labels ?? []).length > 0);
  return (
    among(filter.inboxes, thread.inboxId) &&
    among(filter.numbers, thread.numberId) &&
    (agents.length === 0 || agents.some((each) => thread.owner === (each === none ? '' : each === meToo ? me : each))) &&
    labels.every(has) &&
    (windows.length === 0 || windows.includes(window) || (window === 'closing' && windows.includes('open'))) &&
    among(filter.priorities, (thread.priority ?? '') === '' ? 'usual' : (thread.priority ?? '')) &&
    (filter.unread !== true || unreadOf(desk as Desk, thread.id) > 0) &&
    (filter.snoozed !== true || (thread.snoozedUntil ?? 0) > 0)
  );
}

/** Those of some conversations that the filter lets through. */
export function useNarrowed(threads: readonly Thread[], now: number): readonly Thread[] {
  const filter = useListFilter((store) => store.filter);
  const me = useMe();
  const labels = useDesk((desk) => desk.labels);
  const unread = useDesk((desk) => desk.unread);
  const readMarks = useDesk((desk) => desk.readMarks);
  return useMemo(() => (countOf(filter) === 0 ? threads : threads.filter((each) => lets(filter, each, { labels, unread, readMarks }, me, now))), [threads, filter, labels, unread, readMarks, me, now]);
}

/** The views that this person sees: shared ones first, then their own, each by name. */
export function useListViews(): readonly ListView[] {
  const table = useDesk((desk) => desk.listViews);
  return useMemo(() => [...table.values()].sort((a, b) => Number(b.shared) - Number(a.shared) || a.name.localeCompare(b.name)), [table]);
}
