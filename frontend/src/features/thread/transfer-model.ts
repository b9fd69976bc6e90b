/** To whom a conversation can go. */
import { useMemo } from 'react';
import { useTranslation } from '@/lib/texts';
import type { Inbox, Taker, Thread, User } from '@/bridge/types';
import { oneOf } from '@/lib/known';
import { cannotHolds } from '@/lib/lists';
import { useDesk } from '@/stores/desk';
import { channelOf, mayHandle } from '@/stores/selectors';

/** How long a note may be, in characters. The relay refuses longer ones. */
export const longestNote = 1000;

/** One place where a conversation can go. */
export interface Choice {
  readonly id: string;
  readonly name: string;
  /** How busy it is there. */
  readonly about: string;
  /** Why it cannot go there now; '' = it can. */
  readonly why: string;
}

/** Those who can have it come first, then by name. */
function inOrder(all: readonly Choice[]): readonly Choice[] {
  return [...all].sort((a, b) => Number(a.why !== '') - Number(b.why !== '') || a.name.localeCompare(b.name));
}

/** The choices whose name has the words. */
export function matching(all: readonly Choice[], query: string): readonly Choice[] {
  const words = query.trim().toLocaleLowerCase();
  return words === '' ? all : all.filter((each) => each.name.toLocaleLowerCase().includes(words));
}

/** How many agents of an inbox are online. */
export function onlineIn(inbox: Pick<Inbox, 'members'>, users: ReadonlyMap<string, User>): number {
  return inbox.members.filter((id) => {
    const user = users.get(id);
    return user !== undefined && mayHandle(user) && user.presence === 'online';
  }).length;
}

/** Colleagues, with how much they have and why somebody cannot have more. */
export function usePeopleChoices(takers: readonly Taker[]): readonly Choice[] {
  const { t } = useTranslation('thread');
  const users = useDesk((desk) => desk.users);
  return useMemo(() => {
    const why = (each: Taker): string => (each.why === '' ? '' : t(`transfer.cannot.${oneOf(cannotHolds, each.why) ?? 'other'}`, { open: each.open, capacity: each.capacity }));
    return inOrder(
      takers.flatMap((each): Choice[] => {
        const user = users.get(each.userId);
        return user === undefined || !user.active ? [] : [{ id: user.id, name: user.name, about: t('transfer.load', { open: each.open, capacity: each.capacity }), why: why(each) }];
      }),
    );
  }, [takers, users, t]);
}

/** The inboxes of the conversation's channel, with who is there. Its own is one of them: that returns it to the queue. */
export function useInboxChoices(thread: Thread): readonly Choice[] {
  const { t } = useTranslation('thread');
  const users = useDesk((desk) => desk.users);
  const inboxes = useDesk((desk) => desk.inboxes);
  return useMemo(() => {
    const about = (each: Inbox): string => {
      const count = onlineIn(each, users);
      const here = each.opening?.closed === true ? t('transfer.closed') : count === 0 ? t('transfer.nobodyHere') : t('transfer.online', { count });
      return each.id === thread.inboxId ? `${here} · ${t('transfer.here')}` : here;
    };
    const same = [...inboxes.values()].filter((each) => channelOf(each.type) === channelOf(thread.channel));
    return inOrder(same.map((each) => ({ id: each.id, name: each.name, about: about(each), why: thread.state === 'waiting' && each.id === thread.inboxId ? t('transfer.here') : '' })));
  }, [inboxes, users, thread, t]);
}
