/** What the fake bridge stands on: rows with revisions, the nudges, and ways to break calls. */
import { BridgeError } from './errors';
import type { EventName, EventsApi } from './events';
import { listOf } from '@/lib/lists';
import { appState, emptyChanges, fakeStart, settingsRow } from './fake-rows';
import type { AppState, ChangeSet, Draft, DraftFile, KeptDraft, Kind, Looker, Message, Queued, QueuedFile, RowList, Rows, Settings, UnreachedAlert } from './types';

type RowOf<L extends RowList> = Rows[L][number];

const kindOf = Object.fromEntries(Object.entries(listOf).map(([kind, list]) => [list, kind])) as Record<RowList, Kind>;

interface Stored {
  readonly rev: number;
  readonly list: RowList;
  readonly id: string;
  /** Null when the row is gone. */
  readonly row: RowOf<RowList> | null;
}

function idOf(row: RowOf<RowList>): string {
  return 'id' in row ? row.id : row.threadId;
}

/** What the relay says of anything that is gone, or that somebody may not have. */
export const notYours = (): BridgeError => new BridgeError('notFound', 'There is no such thing any more. The screen may be out of date.', 'notYours');

/** Rows, state and nudges of a fake relay and its local copy, all in memory and at once. */
export class FakeWorld {
  rev = 0;
  seq = 0;
  now = fakeStart;
  state: AppState = appState();
  settings: Settings = settingsRow();
  queued: Queued[] = [];
  drafts: Draft[] = [];
  draftFiles: DraftFile[] = [];
  /** The alerts that reached nobody. */
  unreached: UnreachedAlert[] = [];
  /** What was begun on any computer of this person. */
  readonly keptDrafts = new Map<string, KeptDraft>();
  /** Who else has conversations in view. */
  readonly together = new Map<string, readonly Looker[]>();
  readonly files = new Map<string, QueuedFile & { threadId: string; bytes: number; dropped: boolean }>();
  /** What was asked, in order: "threads.close". */
  readonly calls: { readonly name: string; readonly args: readonly unknown[] }[] = [];
  /** How many rows one pull brings. */
  page = 1000;
  private readonly loads = new Map<number, { at: number; ceiling: number }>();
  /** Older messages that only the relay has, by thread. */
  readonly archive = new Map<string, Message[]>();

  private readonly rows = new Map<string, Stored>();
  private readonly failures = new Map<string, BridgeError[]>();
  private readonly listeners = new Map<string, Set<(number: number) => void>>();
  private ids = 0;

  /** Puts a row in, or a new version of it, and nudges. */
  put<L extends RowList>(list: L, ...rows: RowOf<L>[]): void {
    for (const row of rows) {
      const id = idOf(row);
      this.rows.delete(`${list}/${id}`);
      this.rows.set(`${list}/${id}`, { rev: ++this.rev, list, id, row });
      if ('seq' in row) this.seq = Math.max(this.seq, row.seq);
    }
    this.emit('changed', this.rev);
  }

  /** Takes a row away and nudges. */
  drop(list: RowList, id: string): void {
    this.rows.delete(`${list}/${id}`);
    this.rows.set(`${list}/${id}`, { rev: ++this.rev, list, id, row: null });
    this.emit('changed', this.rev);
  }

  /** A row, or undefined. */
  get<L extends RowList>(list: L, id: string): RowOf<L> | undefined {
    return (this.rows.get(`${list}/${id}`)?.row ?? undefined) as RowOf<L> | undefined;
  }

  /** A row that must be there. */
  need<L extends RowList>(list: L, id: string): RowOf<L> {
    const found = this.get(list, id);
    if (found === undefined) throw notYours();
    return found;
  }

  /** All rows of a list. */
  all<L extends RowList>(list: L): RowOf<L>[] {
    return [...this.rows.values()].flatMap((each) => (each.list === list && each.row !== null ? [each.row as RowOf<L>] : []));
  }

  /**
   * What changed after rev, oldest first. As the app does it: from 0 come all rows but messages, and until there are
   * no more of them the revision is negative, new on every page, and means nothing but "go on with this load".
   */
  changes(rev: number): ChangeSet {
    const load = rev > 0 ? undefined : (this.loads.get(rev) ?? { at: 0, ceiling: this.rev });
    const { at, ceiling } = load ?? { at: rev, ceiling: Number.POSITIVE_INFINITY };
    const due = [...this.rows.values()]
      .filter((each) => each.rev > at && each.rev <= ceiling && (load === undefined || (each.list !== 'messages' && each.row !== null)))
      .sort((a, b) => a.rev - b.rev);
    const part = due.slice(0, this.page);
    const more = due.length > part.length;
    const last = part.at(-1)?.rev ?? at;
    const set = emptyChanges(load === undefined ? (more ? last : Math.max(rev, this.rev)) : more ? -(this.loads.size + 1) : ceiling);
    if (load !== undefined && more) this.loads.set(set.rev, { at: last, ceiling });
    set.more = more;
    for (const { list, id, row } of part) {
      if (row === null) set.gone.push({ type: kindOf[list], id });
      else (set.rows[list] as unknown[]).push(row);
    }
    set.unread = this.unread();
    return set;
  }

  private unread(): ChangeSet['unread'] {
    const counts = new Map<string, number>();
    for (const each of this.all('messages')) {
      if (each.out || each.seq <= (this.get('readMarks', each.threadId)?.upToSeq ?? 0)) continue;
      counts.set(each.threadId, (counts.get(each.threadId) ?? 0) + 1);
    }
    return [...counts].map(([threadId, count]) => ({ threadId, count }));
  }

  /** A thread's messages, oldest first. */
  messagesOf(threadId: string): Message[] {
    return this.all('messages')
      .filter((each) => each.threadId === threadId)
      .sort((a, b) => a.at - b.at || a.seq - b.seq);
  }

  /** Changes the app's state and nudges. */
  setState(state: Partial<AppState>): void {
    this.state = { ...this.state, ...state };
    this.emit('state');
  }

  /** Cuts or joins the connection. */
  setOnline(online: boolean): void {
    this.setState({ link: { ...this.state.link, state: online ? 'live' : 'offline' } });
  }

  get online(): boolean {
    return this.state.link.state === 'live';
  }

  /** Lets the next call of that name ("threads.close") fail. */
  fail(name: string, error: BridgeError): void {
    this.failures.set(name, [...(this.failures.get(name) ?? []), error]);
  }

  /** Writes a call down, and fails it if that was asked for. */
  note(name: string, args: readonly unknown[]): void {
    this.calls.push({ name, args });
    const failure = this.failures.get(name)?.shift();
    if (failure !== undefined) throw failure;
  }

  /** A new id. */
  id(prefix: string): string {
    return `${prefix}_fake${++this.ids}`;
  }

  /** Says something to whoever listens. */
  emit(name: EventName, number = 0): void {
    for (const each of [...(this.listeners.get(name) ?? [])]) each(number);
  }

  readonly events: EventsApi = {
    on: (name, heard) => {
      const set = this.listeners.get(name) ?? new Set();
      this.listeners.set(name, set);
      set.add(heard);
      return () => set.delete(heard);
    },
  };
}
