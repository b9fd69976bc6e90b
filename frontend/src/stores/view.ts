/** What is open where in the workspace, shared by its parts: they do not import each other. Nothing here is truth. */
import { create } from 'zustand';
import { keyClock } from '@/lib/shortcuts';
import { readStored, writeStored } from '@/lib/storage';
import { type ThreadFilter, threadFilters, type ThreadSort, threadSorts } from './selectors';

/** A message to bring into view. The number makes the same wish twice two wishes. */
export interface Jump {
  readonly threadId: string;
  readonly messageId: string;
  readonly at: number;
  readonly seq: number;
  readonly wish: number;
}

interface ViewStore {
  readonly filter: ThreadFilter;
  /** The orders that were chosen, by list. */
  readonly sorts: Partial<Record<ThreadFilter, ThreadSort>>;
  readonly contextOpen: boolean;
  /** In a narrow window, and where its place is taken, the panel is a drawer, which does not stay. */
  readonly drawerOpen: boolean;
  /** Something else stands where the panel stands. */
  readonly paneTaken: boolean;
  /** The message that the next reply quotes, by thread. */
  readonly replyTo: ReadonlyMap<string, string>;
  readonly jump: Jump | null;
  /** The message that was just jumped to; "" a moment later. */
  readonly marked: string;
  /** The dialog that begins a conversation; with a contact when it is known. */
  readonly newThread: { readonly contactId: string } | null;
  /** Raised to show why a conversation came where it is. */
  readonly why: number;
  /** The thread in which the thread's own search is open. */
  readonly searchIn: string;
  /** What was searched for, and the thread in which it is marked. */
  readonly searched: { readonly threadId: string; readonly query: string };
  /** A template is chosen although the window is open. */
  readonly templateIn: string;
  /** The thread in which a note for colleagues is written instead of a reply, and which of one's notes it changes; "" a new one. */
  readonly noteIn: string;
  readonly noteEdited: string;
  /** Raised to go to the end of the open thread. */
  readonly end: number;
  /** The thread whose composer takes the keyboard as soon as it is there, and since when that is wished. */
  readonly writeIn: string;
  readonly writeInSince: number;
  /** Where the cards of offers stand on this screen; null where they float over it. */
  readonly offerPlace: HTMLElement | null;
}

function oneOf<T extends string>(all: readonly T[]): (value: unknown) => value is T {
  return (value): value is T => typeof value === 'string' && (all as readonly string[]).includes(value);
}

function areSorts(value: unknown): value is ViewStore['sorts'] {
  return typeof value === 'object' && value !== null && Object.entries(value).every(([list, sort]) => oneOf(threadFilters)(list) && oneOf(threadSorts)(sort));
}

/** The store. */
export const useView = create<ViewStore>(() => ({
  filter: readStored('workspace.filter', 'mine', oneOf(threadFilters)),
  sorts: readStored('workspace.sorts', {}, areSorts),
  contextOpen: readStored('workspace.context', true, (value): value is boolean => typeof value === 'boolean'),
  drawerOpen: false,
  paneTaken: false,
  replyTo: new Map(),
  jump: null,
  marked: '',
  newThread: null,
  why: 0,
  searchIn: '',
  searched: { threadId: '', query: '' },
  templateIn: '',
  noteIn: '',
  noteEdited: '',
  end: 0,
  writeIn: '',
  writeInSince: 0,
  offerPlace: null,
}));

/** Below this width the contact panel is a drawer. */
export const narrowBelow = 1100;

/** Chooses the list. */
export function setFilter(filter: ThreadFilter): void {
  writeStored('workspace.filter', filter);
  useView.setState({ filter });
}

/** The order of a list. Of those who wait, who waits longest comes first unless another order was chosen. */
export function sortOf(sorts: ViewStore['sorts'], list: ThreadFilter): ThreadSort {
  return sorts[list] ?? (list === 'waiting' ? 'waiting' : 'newest');
}

/** Chooses the order of a list. */
export function setSort(list: ThreadFilter, sort: ThreadSort): void {
  const sorts = { ...useView.getState().sorts, [list]: sort };
  writeStored('workspace.sorts', sorts);
  useView.setState({ sorts });
}

/** Shows or hides the contact panel. Only the pane is remembered: a drawer covers what is beneath it. */
export function setContextOpen(open: boolean): void {
  if (window.innerWidth < narrowBelow || useView.getState().paneTaken) {
    useView.setState({ drawerOpen: open });
    return;
  }
  writeStored('workspace.context', open);
  useView.setState({ contextOpen: open });
}

/** Whether the panel is open, as a pane or as a drawer. */
export function isContextOpen(view: Pick<ViewStore, 'contextOpen' | 'drawerOpen' | 'paneTaken'>): boolean {
  return window.innerWidth < narrowBelow || view.paneTaken ? view.drawerOpen : view.contextOpen;
}

/** Takes the panel's place, or gives it back. */
export function takePane(paneTaken: boolean): void {
  useView.setState({ paneTaken });
}

/** Chooses what the next reply quotes; "" nothing. */
export function setReplyTo(threadId: string, messageId: string): void {
  useView.setState(({ replyTo }) => {
    const next = new Map(replyTo);
    if (messageId === '') next.delete(threadId);
    else next.set(threadId, messageId);
    return { replyTo: next };
  });
}

let wishes = 0;

/** Wishes to see a message. The thread has to be opened beside it. */
export function jumpTo(message: { id: string; threadId: string; at: number; seq: number }): void {
  useView.setState({ jump: { threadId: message.threadId, messageId: message.id, at: message.at, seq: message.seq, wish: ++wishes } });
}

/** Opens the dialog for a new conversation. */
export function openNewThread(contactId = ''): void {
  useView.setState({ newThread: { contactId } });
}

/** Closes it. */
export function closeNewThread(): void {
  useView.setState({ newThread: null });
}

/** Shows the why card. */
export function showWhy(): void {
  setContextOpen(true);
  useView.setState(({ why }) => ({ why: why + 1 }));
}

/** Opens the search in a thread; "" closes it. */
export function setSearchIn(searchIn: string): void {
  useView.setState({ searchIn });
}

/** Marks what was searched for in a thread; "" marks nothing. */
export function markSearched(threadId: string, query: string): void {
  useView.setState({ searched: { threadId, query } });
}

/** Chooses a template in a thread whose window is open; "" goes back to writing. */
export function setTemplateIn(templateIn: string): void {
  useView.setState({ templateIn });
}

/** Writes a note for colleagues in a thread: a new one, or one of one's own anew. The keyboard goes there. "" goes back to the reply. */
export function setNoteIn(noteIn: string, noteEdited = ''): void {
  useView.setState({ noteIn, noteEdited });
  if (noteIn !== '') setWriteIn(noteIn);
}

/** As at the start, for tests. */
export function resetView(): void {
  useView.setState({ filter: 'mine', sorts: {}, contextOpen: true, drawerOpen: false, replyTo: new Map(), jump: null, marked: '', newThread: null, why: 0, searchIn: '', searched: { threadId: '', query: '' }, templateIn: '', noteIn: '', noteEdited: '', end: 0, writeIn: '', writeInSince: 0 });
}

/** Wishes to see the end of the open thread, where the message is that was just sent. */
export function wishEnd(): void {
  useView.setState(({ end }) => ({ end: end + 1 }));
}

/** Gives the keyboard to a thread's composer: what is typed next is the answer, not a shortcut. "" takes the wish back. */
export function setWriteIn(threadId: string): void {
  useView.setState(threadId === '' ? { writeIn: '' } : { writeIn: threadId, writeInSince: keyClock.now() });
}

/** Gives the keyboard to the composer of what the person has just taken, and shows the list in which it is from now on. */
export function followTaken(threadId: string): void {
  if (useView.getState().filter !== 'all') setFilter('mine');
  setWriteIn(threadId);
}

/** Says where the cards of offers stand; null where they float. */
export function setOfferPlace(offerPlace: HTMLElement | null): void {
  useView.setState({ offerPlace });
}

/**
 * Forgets a jump that was carried out, whose message is marked, or one that cannot be: the thread opens as always the
 * next time. Another wish stays.
 */
export function endJump(wish: number, marked = ''): void {
  useView.setState((view) => (view.jump?.wish === wish ? { jump: null, marked } : {}));
}

/** Takes the mark off the message that was jumped to. */
export function unmark(): void {
  useView.setState({ marked: '' });
}

/** Forgets what one person left open, before another one signs in. */
export function forgetView(): void {
  useView.setState({ drawerOpen: false, replyTo: new Map(), jump: null, newThread: null, searchIn: '', searched: { threadId: '', query: '' }, templateIn: '', noteIn: '', noteEdited: '', writeIn: '' });
}
