/** What the table of recent conversations shows: the state of each, what it is narrowed to, and what may be done with it. */
import type { Contact, Thread } from '@/bridge/types';
import { bestScore, lowScore } from '@/lib/rating';
import { isArchived, isAsleep } from '@/stores/selectors';

/** Where a conversation stands. */
export const statuses = ['waiting', 'offered', 'inFlow', 'open', 'snoozed', 'closed', 'expired', 'archived', 'joined', 'ended'] as const;
/** One of them. */
export type Status = (typeof statuses)[number];

/** What the table is narrowed to by status: several of them under one word. */
export const statusGroups = ['all', 'waiting', 'open', 'snoozed', 'ended', 'archived'] as const;
/** One of them. */
export type StatusGroup = (typeof statusGroups)[number];

/** The orders of the table. */
export const orders = ['newest', 'oldest', 'waiting', 'name', 'worst'] as const;
/** One of them. */
export type Order = (typeof orders)[number];

/** What can be done with a conversation from its row. */
export const acts = ['close', 'archive', 'reopen'] as const;
/** One of them. */
export type Act = (typeof acts)[number];

/** Why something cannot be done. */
export type WhyNot = 'offline' | 'ended' | 'notYours' | 'archived' | 'notHandled' | 'open' | 'group' | 'joined';

const openStates: Readonly<Record<string, Status>> = { waiting: 'waiting', offered: 'offered', inFlow: 'inFlow' };
const endStates: Readonly<Record<string, Status>> = { closed: 'closed', expired: 'expired', expiredUnanswered: 'expired', joined: 'joined' };
const groupOf: Readonly<Record<Status, StatusGroup>> = {
  waiting: 'waiting', offered: 'waiting', inFlow: 'waiting', open: 'open', snoozed: 'snoozed', closed: 'ended', expired: 'ended', joined: 'ended', ended: 'ended', archived: 'archived',
};

/** Where a conversation stands. */
export function statusOf(thread: Thread): Status {
  if (isAsleep(thread)) return 'snoozed';
  if (thread.open) return openStates[thread.state] ?? 'open';
  if (isArchived(thread)) return 'archived';
  return endStates[thread.endReason ?? ''] ?? 'ended';
}

/** What the table is narrowed to; "" and "all" narrow nothing. */
export interface Narrowing {
  readonly status: StatusGroup;
  readonly numberId: string;
  readonly inboxId: string;
  readonly owner: string;
  readonly rating: RatingGroup;
}

/** What the table is narrowed to by rating. */
export const ratingGroups = ['all', 'low', 'middle', 'good', 'none'] as const;
/** One of them. */
export type RatingGroup = (typeof ratingGroups)[number];

function ratingOf({ score = 0 }: Thread): RatingGroup {
  if (score === 0) return 'none';
  return score <= lowScore ? 'low' : score > lowScore + 1 ? 'good' : 'middle';
}

/** Nothing. */
export const everything: Narrowing = { status: 'all', numberId: '', inboxId: '', owner: '', rating: 'all' };

/** Whether a conversation is among those. */
export function isAmong(thread: Thread, { status, numberId, inboxId, owner, rating }: Narrowing): boolean {
  return (
    (status === 'all' || groupOf[statusOf(thread)] === status) &&
    (numberId === '' || thread.numberId === numberId) &&
    (inboxId === '' || thread.inboxId === inboxId) &&
    (owner === '' || thread.owner === owner) &&
    (rating === 'all' || ratingOf(thread) === rating)
  );
}

/** Puts conversations in an order; `nameOf` is asked for that of names only. */
export function inTableOrder(threads: readonly Thread[], order: Order, nameOf: (thread: Thread) => string, locale: string): readonly Thread[] {
  const newest = (a: Thread, b: Thread): number => b.lastAt - a.lastAt || b.lastSeq - a.lastSeq;
  const waits = (each: Thread): number => (each.open && each.waitingSince > 0 ? each.waitingSince : Number.MAX_SAFE_INTEGER);
  switch (order) {
    case 'newest':
      return [...threads].sort(newest);
    case 'oldest':
      return [...threads].sort((a, b) => -newest(a, b));
    case 'waiting':
      return [...threads].sort((a, b) => waits(a) - waits(b) || newest(a, b));
    case 'worst':
      return [...threads].sort((a, b) => (a.score ?? bestScore + 1) - (b.score ?? bestScore + 1) || newest(a, b));
    case 'name': {
      // One collator and one name for each: a hundred thousand are compared some two million times.
      const collator = new Intl.Collator(locale);
      return threads.map((thread) => ({ thread, name: nameOf(thread) })).sort((a, b) => collator.compare(a.name, b.name) || newest(a.thread, b.thread)).map(({ thread }) => thread);
    }
  }
}

/** Who looks, as far as it decides what may be done. */
export interface Person {
  readonly me: string;
  readonly supervisor: boolean;
  readonly online: boolean;
  /** Whether they had the conversation's last part. Agents are told of those only. */
  readonly had: (interactionId: string) => boolean;
}

/** Why something cannot be done with a conversation; undefined when it can. The relay has the last word. */
export function whyNot(act: Act, thread: Thread, contact: Contact | undefined, person: Person): WhyNot | undefined {
  if (!person.online) return 'offline';
  if (thread.open) {
    if (act === 'reopen') return 'open';
    return person.supervisor || (thread.state === 'open' && thread.owner === person.me) ? undefined : 'notYours';
  }
  const had = person.supervisor || person.had(thread.interactionId);
  switch (act) {
    case 'close':
      return 'ended';
    case 'archive':
      if (!had) return 'notHandled';
      return isArchived(thread) && thread.filed !== true ? 'archived' : undefined;
    case 'reopen':
      if (contact?.group === true) return 'group';
      if ((thread.into ?? '') !== '' || thread.endReason === 'joined') return 'joined';
      return had ? undefined : 'notHandled';
  }
}
