/**
 * Messages by thread, for the threads that somebody looked at. A list has no gaps: it reaches from its first
 * message to the newest. Changes win over pages, because a page may have been read before the change.
 */
import { create } from 'zustand';
import { bridge } from '@/bridge/bridge';
import { type BridgeError, toBridgeError } from '@/bridge/errors';
import type { ChangeSet, Message } from '@/bridge/types';

/** One thread's messages, oldest first. */
export interface ThreadMessages {
  readonly items: readonly Message[];
  /** The first page is here. */
  readonly loaded: boolean;
  readonly loading: boolean;
  /** Older ones exist. */
  readonly more: boolean;
  /** Older ones could not be asked for: there is no connection. */
  readonly offline: boolean;
  readonly error: BridgeError | null;
}

const none: ThreadMessages = { items: [], loaded: false, loading: false, more: false, offline: false, error: null };
const page = 60;
// A jump reads local pages, so a large one costs little.
const jumpPage = 400;

/** The store. */
export const useMessages = create<{ readonly threads: ReadonlyMap<string, ThreadMessages> }>(() => ({ threads: new Map() }));

/** Where a message stands among others. */
export function before(a: { at: number; seq: number }, b: { at: number; seq: number }): boolean {
  return a.at === b.at ? a.seq < b.seq : a.at < b.at;
}

function sorted(items: Iterable<Message>): Message[] {
  return [...items].sort((a, b) => a.at - b.at || a.seq - b.seq);
}

/** A list after changes: new versions replace, what lies before a loaded list with older pages to come is left to them. */
export function withChanges(list: ThreadMessages, changes: readonly Message[]): ThreadMessages {
  const byId = new Map(list.items.map((each) => [each.id, each]));
  const first = list.items[0];
  for (const each of changes) {
    if (!byId.has(each.id) && list.loaded && list.more && first !== undefined && before(each, first)) continue;
    byId.set(each.id, each);
  }
  return { ...list, items: sorted(byId.values()) };
}

/** A list after a page of older messages; what is there already is newer than the page. */
export function withPage(list: ThreadMessages, items: readonly Message[], more: boolean): ThreadMessages {
  // The same list, not a new one like it: its reader would see a change, find the top near, and ask again without end.
  if (items.length === 0) return { ...list, loaded: true, more };
  const byId = new Map(items.map((each) => [each.id, each]));
  const start = items[0];
  for (const each of list.items) {
    // Changes that came while the first page was on its way may lie before it: they would leave a gap.
    if (!list.loaded && more && start !== undefined && before(each, start) && !byId.has(each.id)) continue;
    byId.set(each.id, each);
  }
  return { ...list, items: sorted(byId.values()), loaded: true, more };
}

function put(threadId: string, update: (list: ThreadMessages) => ThreadMessages): void {
  useMessages.setState(({ threads }) => ({ threads: new Map(threads).set(threadId, update(threads.get(threadId) ?? none)) }));
}

/** A thread's list; the empty one when nobody has asked for it. */
export function messagesOf(threadId: string): ThreadMessages {
  return useMessages.getState().threads.get(threadId) ?? none;
}

/** The same for a component. */
export function useThreadMessages(threadId: string): ThreadMessages {
  return useMessages((store) => store.threads.get(threadId) ?? none);
}

// Lists of another person's session must not be filled by answers that are still on their way.
let life = 0;

// Whoever asks while a page is on its way waits for that one: to go on without it is to take the thread for empty.
const running = new Map<string, Promise<void>>();

function loadPage(threadId: string, limit: number): Promise<void> {
  const loading = readPage(threadId, limit).finally(() => {
    if (running.get(threadId) === loading) running.delete(threadId);
  });
  running.set(threadId, loading);
  return loading;
}

async function readPage(threadId: string, limit: number): Promise<void> {
  const mine = life;
  // Lists that were given up meanwhile stay so.
  const wanted = (): boolean => mine === life && useMessages.getState().threads.has(threadId);
  const first = messagesOf(threadId).loaded ? messagesOf(threadId).items[0] : undefined;
  put(threadId, (list) => ({ ...list, loading: true, error: null }));
  try {
    const got = await bridge().sync.messages(threadId, first?.at ?? 0, first?.seq ?? 0, limit);
    if (!wanted()) return;
    // Offline nobody knows whether there are older ones, so they are asked for again later.
    put(threadId, (list) => ({ ...withPage(list, got.messages, got.more || got.offline), loading: false, offline: got.offline }));
  } catch (reason) {
    if (wanted()) put(threadId, (list) => ({ ...list, loading: false, error: toBridgeError(reason) }));
  }
}

/** Loads the newest page, once; again after an error. */
export async function openThread(threadId: string): Promise<void> {
  ahead.delete(threadId);
  await loadNewest(threadId);
}

async function loadNewest(threadId: string): Promise<void> {
  if (messagesOf(threadId).loaded) return;
  const other = running.get(threadId);
  if (other !== undefined) await other;
  if (!messagesOf(threadId).loaded) await loadPage(threadId, page);
}

/** The threads whose newest page was loaded because somebody might open them, the longest ago first. */
const ahead = new Set<string>();
const mostAhead = 50;

/** Loads the newest page of a thread that will perhaps be opened. Only the last of those that were not are kept. */
export function loadAhead(threadId: string): void {
  if (useMessages.getState().threads.has(threadId)) return;
  ahead.add(threadId);
  void loadNewest(threadId);
  const [first] = ahead;
  if (ahead.size <= mostAhead || first === undefined) return;
  ahead.delete(first);
  useMessages.setState(({ threads }) => {
    const next = new Map(threads);
    next.delete(first);
    return { threads: next };
  });
}

/** Loads the page before the first message. */
export async function loadOlder(threadId: string): Promise<void> {
  const list = messagesOf(threadId);
  if (list.loaded && !list.loading && list.more) await loadPage(threadId, page);
}

/** Loads back to a place, so that it can be jumped to. Answers whether the list reaches it. */
export async function loadBackTo(threadId: string, place: { at: number; seq: number }): Promise<boolean> {
  const reached = (): boolean => {
    const first = messagesOf(threadId).items[0];
    return messagesOf(threadId).loaded && (!messagesOf(threadId).more || (first !== undefined && !before(place, first)));
  };
  await loadBackUntil(threadId, reached);
  return reached();
}

/** Loads back to a message whose place is not known, such as one that is quoted. Answers it, or nothing if it is not there. */
export async function loadBackToMessage(threadId: string, id: string): Promise<Message | undefined> {
  const found = (): Message | undefined => messagesOf(threadId).items.find((each) => each.id === id);
  await loadBackUntil(threadId, () => found() !== undefined || (messagesOf(threadId).loaded && !messagesOf(threadId).more));
  return found();
}

async function loadBackUntil(threadId: string, reached: () => boolean): Promise<void> {
  while (!reached()) {
    const had = messagesOf(threadId);
    await loadPage(threadId, jumpPage);
    const now = messagesOf(threadId);
    // Offline, or nothing came: more of the same would come to nothing too.
    if (now.error !== null || now.offline || (had.loaded && now.items.length === had.items.length)) return;
  }
}

/** Takes a set of changes into the lists that are kept. */
export function applyToMessages(set: ChangeSet): void {
  const { threads } = useMessages.getState();
  if (threads.size === 0) return;
  const next = new Map(threads);
  const byThread = new Map<string, Message[]>();
  for (const each of set.rows.messages) {
    const list = byThread.get(each.threadId);
    if (list === undefined) byThread.set(each.threadId, [each]);
    else list.push(each);
  }
  for (const [threadId, changes] of byThread) {
    const list = next.get(threadId);
    if (list !== undefined) next.set(threadId, withChanges(list, changes));
  }
  const gone = new Set(set.gone.filter((each) => each.type === 'message').map((each) => each.id));
  if (gone.size > 0) {
    for (const [threadId, list] of next) {
      if (list.items.some((each) => gone.has(each.id))) next.set(threadId, { ...list, items: list.items.filter((each) => !gone.has(each.id)) });
    }
  }
  for (const each of set.gone) if (each.type === 'thread') next.delete(each.id);
  useMessages.setState({ threads: next });
}

/** Forgets all lists. */
export function resetMessages(): void {
  life++;
  running.clear();
  ahead.clear();
  useMessages.setState({ threads: new Map() });
}
