/**
 * What the screens ask of the desk: which threads are in which list, in which order, which offers stand. Functions of
 * tables, remembered by the tables' identity, so that a change of one table costs only what depends on it.
 */
import { useMemo } from 'react';
import type { Channel, Contact, Inbox, Interaction, Offer, Role, Span, Template, Thread, User } from '@/bridge/types';
import { known } from '@/lib/known';
import { channelRules } from '@/lib/lists';
import { type Desk, type Table, useDesk } from './desk';
import { isSupervisor, useSession } from './session';

/** The lists of conversations. */
export const threadFilters = ['mine', 'snoozed', 'followed', 'waiting', 'all', 'ended', 'archived'] as const;
/** One of them. */
export type ThreadFilter = (typeof threadFilters)[number];
/** The orders of a list. */
export const threadSorts = ['window', 'newest', 'waiting'] as const;
/** One of them. */
export type ThreadSort = (typeof threadSorts)[number];

// Free text stops this long before the window closes: the call takes time, and Meta's clock decides.
const guard = 120_000;

/** What a channel allows: how long free text, how long a text may be, and whether it is texts alone. */
export interface ChannelRules {
  readonly name: string;
  readonly windowMs: number;
  readonly maxText: number;
  readonly textOnly: boolean;
}

/** The rules of a channel. Rows from before there was more than one name none: WhatsApp. */
export function channelOf(named: Channel | ''): ChannelRules {
  return known<Channel, ChannelRules>(channelRules, named) ?? channelRules.whatsapp;
}

type Windowed = Pick<Thread, 'channel' | 'lastCustomerAt'>;

/** When a thread's window closes; null when the customer never wrote, Infinity on a channel that has no window. */
export function closesAt(thread: Windowed): number | null {
  const { windowMs } = channelOf(thread.channel);
  if (windowMs === 0) return Number.POSITIVE_INFINITY;
  return thread.lastCustomerAt > 0 ? thread.lastCustomerAt + windowMs : null;
}

/** Whether free text may still go out. The relay has the last word. */
export function mayWriteFreely(thread: Windowed, now: number): boolean {
  const closes = closesAt(thread);
  return closes !== null && closes - now > guard;
}

/** Whether a person can write a reply of their own words in a conversation. */
export function hasReplyField(thread: Thread, me: string, now: number): boolean {
  return thread.open && thread.state === 'open' && thread.owner === me && (channelOf(thread.channel).textOnly || mayWriteFreely(thread, now));
}

/** Whether a person may have conversations: active, with WhatsApp on, and with the licences for it. */
export function mayHandle(user: User): boolean {
  return user.active && user.whatsApp && (user.without ?? []).length === 0;
}

/** Whether a conversation was put away: archived by hand, at its end or later, or by the 48-hour rule. */
export function isArchived(thread: Pick<Thread, 'open' | 'endReason' | 'filed'>): boolean {
  return !thread.open && (thread.endReason === 'archived' || thread.endReason === 'rule48h' || thread.filed === true);
}

/** Whether this person may put an ended conversation away: a supervisor, or who had it last. Agents hold only what they had. */
export function useMayFile(thread: Thread): boolean {
  const me = useSession((store) => store.state?.userId ?? '');
  const supervisor = useSession((store) => isSupervisor(store.state?.role ?? ''));
  const had = useDesk((desk) => desk.interactions.has(thread.interactionId));
  return me !== '' && !thread.open && (supervisor || had);
}

/** Whether a conversation sleeps until a time, or until its customer writes. */
export function isAsleep(thread: Pick<Thread, 'open' | 'snoozedUntil'>): boolean {
  return thread.open && (thread.snoozedUntil ?? 0) > 0;
}

/** Whether somebody is told of what happens in a conversation that need not be theirs. */
export function isFollowed(thread: Pick<Thread, 'followers'>, userId: string): boolean {
  return thread.followers?.includes(userId) === true;
}

/** The lists of a person. A thread is in every list whose question it answers. */
export function sortIntoLists(threads: Iterable<Thread>, me: string, role: Role | ''): Readonly<Record<ThreadFilter, readonly Thread[]>> {
  const lists: Record<ThreadFilter, Thread[]> = { mine: [], snoozed: [], followed: [], waiting: [], all: [], ended: [], archived: [] };
  const supervisor = isSupervisor(role);
  for (const each of threads) {
    const here = each.open && each.access !== 'handled';
    if (here && each.state === 'open' && each.owner === me) lists[isAsleep(each) ? 'snoozed' : 'mine'].push(each);
    // An agent's offer stands above the list; a supervisor sees who is being asked.
    if (here && (each.state === 'waiting' || (supervisor && each.state === 'offered'))) lists.waiting.push(each);
    if (here && supervisor) lists.all.push(each);
    if (isFollowed(each, me)) lists.followed.push(each);
    if (!here) lists[isArchived(each) ? 'archived' : 'ended'].push(each);
  }
  return lists;
}

/** The lists that a role has. */
export function filtersFor(role: Role | ''): readonly ThreadFilter[] {
  return isSupervisor(role) ? threadFilters : threadFilters.filter((each) => each !== 'all');
}

/** A list in its order. "window" has the least time left first and closed ones last: what is about to be lost is on top. */
export function inOrder(threads: readonly Thread[], sort: ThreadSort, now: number): readonly Thread[] {
  // What has just woken is looked at first.
  const moved = (each: Thread): number => Math.max(each.lastAt, each.wokenAt ?? 0);
  const newest = (a: Thread, b: Thread): number => moved(b) - moved(a) || b.lastSeq - a.lastSeq;
  const open = (each: Thread): boolean => (closesAt(each) ?? 0) > now;
  const sooner = (a: Thread, b: Thread): number => (closesAt(a) === closesAt(b) ? 0 : (closesAt(a) ?? 0) < (closesAt(b) ?? 0) ? -1 : 1);
  const waits = (each: Thread): number => (each.waitingSince > 0 ? each.waitingSince : Number.MAX_SAFE_INTEGER);
  // As the relay offers them.
  const rank = (each: Thread): number => (each.state !== 'waiting' && each.state !== 'offered' ? 0 : each.priority === 'urgent' ? 2 : each.priority === 'high' ? 1 : 0);
  switch (sort) {
    case 'window':
      return [...threads].sort((a, b) => Number(open(b)) - Number(open(a)) || (open(a) ? sooner(a, b) : 0) || newest(a, b));
    case 'waiting':
      return [...threads].sort((a, b) => rank(b) - rank(a) || waits(a) - waits(b) || newest(a, b));
    case 'newest':
      return [...threads].sort(newest);
  }
}

/** The lists, kept true. */
export function useThreadLists(): Readonly<Record<ThreadFilter, readonly Thread[]>> {
  const threads = useDesk((desk) => desk.threads);
  const me = useSession((store) => store.state?.userId ?? '');
  const role = useSession((store) => store.state?.role ?? '');
  return useMemo(() => sortIntoLists(threads.values(), me, role), [threads, me, role]);
}

/** The offers that a person can still answer, the one that runs out first on top. */
export function openOffers(offers: Iterable<Offer>, me: string, now: number): readonly Offer[] {
  return [...offers].filter((each) => each.state === 'open' && each.userId === me && each.expiresAt > now).sort((a, b) => a.expiresAt - b.expiresAt || (a.id < b.id ? -1 : 1));
}

/** The same, kept true; `now` at the rhythm of the caller. */
export function useOpenOffers(now: number): readonly Offer[] {
  const offers = useDesk((desk) => desk.offers);
  const me = useSession((store) => store.state?.userId ?? '');
  // The second matters only when an offer runs out in it.
  const standing = useMemo(() => [...offers.values()].filter((each) => each.state === 'open' && each.userId === me), [offers, me]);
  return useMemo(() => openOffers(standing, me, now), [standing, me, now]);
}

const interactionsOf = indexed((desk: Desk) => desk.interactions, (each: Interaction) => each.threadId);

/** A thread's interactions, the oldest first. */
export function useInteractions(threadId: string): readonly Interaction[] {
  return useDesk((desk) => interactionsOf(desk).get(threadId) ?? nothing);
}

/** Who owned an interaction, the first first. */
export function useSpans(interactionId: string): readonly Span[] {
  const spans = useDesk((desk) => desk.spans);
  return useMemo(() => [...spans.values()].filter((each) => each.interactionId === interactionId).sort((a, b) => a.from - b.from || (a.id < b.id ? -1 : 1)), [spans, interactionId]);
}

/** Who owned any interaction of a thread, the first first. */
export function useThreadSpans(threadId: string): readonly Span[] {
  const spans = useDesk((desk) => desk.spans);
  return useMemo(() => [...spans.values()].filter((each) => each.threadId === threadId).sort((a, b) => a.from - b.from || (a.id < b.id ? -1 : 1)), [spans, threadId]);
}

const nothing: readonly never[] = [];

/** Groups a table by a field, once per version of the table. */
function indexed<T extends { readonly id: string; readonly startedAt: number }>(table: (desk: Desk) => Table<T>, key: (row: T) => string): (desk: Desk) => ReadonlyMap<string, readonly T[]> {
  let of: Table<T> | undefined;
  let index: ReadonlyMap<string, readonly T[]> = new Map();
  return (desk) => {
    if (table(desk) === of) return index;
    of = table(desk);
    const next = new Map<string, T[]>();
    for (const row of of.values()) {
      const list = next.get(key(row));
      if (list === undefined) next.set(key(row), [row]);
      else list.push(row);
    }
    for (const list of next.values()) list.sort((a, b) => a.startedAt - b.startedAt || (a.id < b.id ? -1 : 1));
    index = next;
    return index;
  };
}

/** One thread's row. */
export function useThread(threadId: string): Thread | undefined {
  return useDesk((desk) => desk.threads.get(threadId));
}

/** The thread with a customer: that of one of our numbers where there is one, else the newest. */
export function useThreadWith(contactId: string, numberId: string): Thread | undefined {
  const threads = useDesk((desk) => desk.threads);
  return useMemo(() => {
    const all = [...threads.values()].filter((each) => each.contactId === contactId).sort((a, b) => b.lastAt - a.lastAt);
    return all.find((each) => each.numberId === numberId) ?? all[0];
  }, [threads, contactId, numberId]);
}

const mostMerged = 20;

/** Who a customer is: where people said that several are one person, that person. */
export function personIn(contacts: ReadonlyMap<string, Contact>, contactId: string): Contact | undefined {
  let found = contacts.get(contactId);
  for (let n = 0; n < mostMerged && (found?.mergedInto ?? '') !== ''; n++) {
    const next = contacts.get(found?.mergedInto ?? '');
    if (next === undefined) break;
    found = next;
  }
  return found;
}

/** Who a customer is; what only one address of theirs has is in useAddress. */
export function useContact(contactId: string): Contact | undefined {
  return useDesk((desk) => personIn(desk.contacts, contactId));
}

/** The address with which a conversation is: its number and names, whoever that is. */
export function useAddress(contactId: string): Contact | undefined {
  return useDesk((desk) => desk.contacts.get(contactId));
}

/** A colleague's row. */
export function useUser(userId: string): User | undefined {
  return useDesk((desk) => desk.users.get(userId));
}

/** Unread messages of a thread, 0 when it is read; 1 when it was only marked so. */
export function unreadOf(desk: Desk, threadId: string): number {
  const count = desk.unread.get(threadId) ?? 0;
  return count === 0 && desk.readMarks.get(threadId)?.unread === true ? 1 : count;
}

/** The same for a component. */
export function useUnreadCount(threadId: string): number {
  return useDesk((desk) => unreadOf(desk, threadId));
}

/** The templates that can be sent from a number now, by name. */
export function templatesFor(desk: Desk, numberId: string): readonly Template[] {
  const waba = desk.numbers.get(numberId)?.wabaId;
  return [...desk.templates.values()].filter((each) => each.wabaId === waba && each.status === 'APPROVED').sort((a, b) => a.name.localeCompare(b.name) || a.language.localeCompare(b.language));
}

/** Whether nobody of an inbox may take its conversations. Of a list that was cut, somebody is taken to be among the rest. */
export function isUnattended(inbox: Pick<Inbox, 'members' | 'cut'>, users: ReadonlyMap<string, User>): boolean {
  return !inbox.cut && !inbox.members.some((id) => {
    const user = users.get(id);
    return user !== undefined && mayHandle(user);
  });
}

const noReasons: readonly string[] = [];

/** The organization's own reasons for being away; none = the usual ones. */
export function useOwnReasons(): readonly string[] {
  return useDesk((desk) => [...desk.orgs.values()][0]?.awayReasons ?? noReasons);
}
