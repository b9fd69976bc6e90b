/**
 * The window's copy of every row but messages, by kind and id. It only repeats what the local copy in Go says:
 * `apply` takes its changes, nothing else writes. Messages are in messages.ts, because they come by thread.
 */
import { create } from 'zustand';
import type { ChangeSet, Kind, RowList, Rows } from '@/bridge/types';
import { listOf } from '@/lib/lists';

/** Rows of one kind by id. */
export type Table<T> = ReadonlyMap<string, T>;

/** The lists of rows that are tables here. */
type Name = Exclude<RowList, 'messages'>;

/** A table for each kind; read marks are by thread id. */
type Tables = { readonly [N in Name]: Table<Rows[N][number]> };

/** All tables. A table is replaced when a row in it changes and stays the same object when none does. */
export interface Desk extends Tables {
  /** Unread messages by thread id, for threads that have any. */
  readonly unread: Table<number>;
  /** Everything up to this revision of the local copy is in here. */
  readonly rev: number;
  /** The first pull is complete: an empty table is empty and not just on its way. */
  readonly loaded: boolean;
}

const names = Object.values(listOf).filter((list): list is Name => list !== 'messages');

/** Tables made one by one. */
function tables(make: <N extends Name>(name: N) => Tables[N]): Tables {
  return Object.fromEntries(names.map((name) => [name, make(name)])) as unknown as Tables;
}

const empty: Desk = { ...tables(() => new Map()), unread: new Map(), rev: 0, loaded: false };

/** The store. Components select from it; see selectors.ts. */
export const useDesk = create<Desk>(() => empty);

function isKind(text: string): text is Kind {
  return Object.hasOwn(listOf, text);
}

/** The id of a row: read marks go by their thread's. */
function idOf(row: Rows[Name][number]): string {
  return 'id' in row ? row.id : row.threadId;
}

/** A table with rows put in and ids taken out; the same object when there is nothing to do. */
function changed<T extends Rows[Name][number]>(table: Table<T>, rows: readonly T[], gone: readonly string[]): Table<T> {
  const leaving = gone.filter((each) => table.has(each));
  if (rows.length === 0 && leaving.length === 0) return table;
  const next = new Map(table);
  for (const each of leaving) next.delete(each);
  for (const row of rows) next.set(idOf(row), row);
  return next;
}

/** The unread counts come whole each time; the former map is kept when they say the same. */
function unreadOf(before: Table<number>, counts: ChangeSet['unread']): Table<number> {
  if (before.size === counts.length && counts.every(({ threadId, count }) => before.get(threadId) === count)) return before;
  return new Map(counts.map(({ threadId, count }) => [threadId, count]));
}

/** The desk after a set of changes. Pure, for tests. */
export function applied(desk: Desk, set: ChangeSet): Desk {
  const gone = new Map<string, string[]>();
  for (const { type, id } of set.gone) {
    if (isKind(type)) gone.set(listOf[type], [...(gone.get(listOf[type]) ?? []), id]);
  }
  const next = <N extends Name>(name: N): Tables[N] =>
    changed(desk[name] as Table<Rows[Name][number]>, set.rows[name], gone.get(name) ?? []) as Tables[N];
  return { ...tables(next), unread: unreadOf(desk.unread, set.unread), rev: set.rev, loaded: desk.loaded || !set.more };
}

/** Takes changes into the store. */
export function applyToDesk(set: ChangeSet): void {
  useDesk.setState((desk) => applied(desk, set));
}

/** Forgets everything: another person, another relay, or a local copy that was rebuilt. */
export function resetDesk(): void {
  useDesk.setState(empty);
}
