/**
 * The window's copy of every row but messages, by kind and id. It only repeats what the local copy in Go says:
 * `apply` takes its changes, nothing else writes. Messages are in messages.ts, because they come by thread.
 */
import { create } from 'zustand';
import type {
  App, BusinessNumber, ChangeSet, Contact, Decision, Inbox, Interaction, Notice, Offer, Org, ReadMark, Template, Thread, Unhandled, User, Waba,
} from '@/bridge/types';

/** Rows of one kind by id. */
export type Table<T> = ReadonlyMap<string, T>;

/** All tables. A table is replaced when a row in it changes and stays the same object when none does. */
export interface Desk {
  readonly orgs: Table<Org>;
  readonly users: Table<User>;
  readonly apps: Table<App>;
  readonly wabas: Table<Waba>;
  readonly numbers: Table<BusinessNumber>;
  readonly inboxes: Table<Inbox>;
  readonly templates: Table<Template>;
  readonly contacts: Table<Contact>;
  readonly threads: Table<Thread>;
  readonly interactions: Table<Interaction>;
  readonly offers: Table<Offer>;
  readonly decisions: Table<Decision>;
  /** By thread id. */
  readonly readMarks: Table<ReadMark>;
  readonly notices: Table<Notice>;
  readonly unhandled: Table<Unhandled>;
  /** Unread messages by thread id, for threads that have any. */
  readonly unread: Table<number>;
  /** Everything up to this revision of the local copy is in here. */
  readonly rev: number;
  /** The first pull is complete: an empty table is empty and not just on its way. */
  readonly loaded: boolean;
}

const empty: Desk = {
  orgs: new Map(), users: new Map(), apps: new Map(), wabas: new Map(), numbers: new Map(), inboxes: new Map(),
  templates: new Map(), contacts: new Map(), threads: new Map(), interactions: new Map(), offers: new Map(),
  decisions: new Map(), readMarks: new Map(), notices: new Map(), unhandled: new Map(), unread: new Map(),
  rev: 0, loaded: false,
};

/** The store. Components select from it; see selectors.ts. */
export const useDesk = create<Desk>(() => empty);

// The kinds as Go names them in `gone`, and the table of each. A gone message is of no table.
const tableOf = {
  org: 'orgs', user: 'users', app: 'apps', waba: 'wabas', number: 'numbers', inbox: 'inboxes', template: 'templates', contact: 'contacts',
  thread: 'threads', interaction: 'interactions', offer: 'offers', decision: 'decisions', readMark: 'readMarks', notice: 'notices',
  unhandled: 'unhandled',
} as const;

type Kind = keyof typeof tableOf;
type Name = (typeof tableOf)[Kind];

function isKind(text: string): text is Kind {
  return Object.hasOwn(tableOf, text);
}

/** A table with rows put in and ids taken out; the same object when there is nothing to do. */
function changed<T>(table: Table<T>, rows: readonly T[], id: (row: T) => string, gone: readonly string[]): Table<T> {
  const leaving = gone.filter((each) => table.has(each));
  if (rows.length === 0 && leaving.length === 0) return table;
  const next = new Map(table);
  for (const each of leaving) next.delete(each);
  for (const row of rows) next.set(id(row), row);
  return next;
}

/** The unread counts come whole each time; the former map is kept when they say the same. */
function unreadOf(before: Table<number>, counts: ChangeSet['unread']): Table<number> {
  if (before.size === counts.length && counts.every(({ threadId, count }) => before.get(threadId) === count)) return before;
  return new Map(counts.map(({ threadId, count }) => [threadId, count]));
}

/** The desk after a set of changes. Pure, for tests. */
export function applied(desk: Desk, set: ChangeSet): Desk {
  const gone: Record<Name, string[]> = {
    orgs: [], users: [], apps: [], wabas: [], numbers: [], inboxes: [], templates: [], contacts: [], threads: [], interactions: [],
    offers: [], decisions: [], readMarks: [], notices: [], unhandled: [],
  };
  for (const { type, id } of set.gone) if (isKind(type)) gone[tableOf[type]].push(id);
  const byId = (row: { readonly id: string }): string => row.id;
  return {
    orgs: changed(desk.orgs, set.orgs, byId, gone.orgs),
    users: changed(desk.users, set.users, byId, gone.users),
    apps: changed(desk.apps, set.apps, byId, gone.apps),
    wabas: changed(desk.wabas, set.wabas, byId, gone.wabas),
    numbers: changed(desk.numbers, set.numbers, byId, gone.numbers),
    inboxes: changed(desk.inboxes, set.inboxes, byId, gone.inboxes),
    templates: changed(desk.templates, set.templates, byId, gone.templates),
    contacts: changed(desk.contacts, set.contacts, byId, gone.contacts),
    threads: changed(desk.threads, set.threads, byId, gone.threads),
    interactions: changed(desk.interactions, set.interactions, byId, gone.interactions),
    offers: changed(desk.offers, set.offers, byId, gone.offers),
    decisions: changed(desk.decisions, set.decisions, byId, gone.decisions),
    readMarks: changed(desk.readMarks, set.readMarks, (mark) => mark.threadId, gone.readMarks),
    notices: changed(desk.notices, set.notices, byId, gone.notices),
    unhandled: changed(desk.unhandled, set.unhandled, byId, gone.unhandled),
    unread: unreadOf(desk.unread, set.unread),
    rev: set.rev,
    loaded: desk.loaded || !set.more,
  };
}

/** Takes changes into the store. */
export function applyToDesk(set: ChangeSet): void {
  useDesk.setState((desk) => applied(desk, set));
}

/** Forgets everything: another person, another relay, or a local copy that was rebuilt. */
export function resetDesk(): void {
  useDesk.setState(empty);
}
