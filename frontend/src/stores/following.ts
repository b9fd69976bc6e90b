/** Who follows conversations: they are told of what happens in one that need not be theirs. */
import { useMemo } from 'react';
import type { Thread, User } from '@/bridge/types';
import { type Desk, useDesk } from './desk';
import { isFollowed, useThreadSpans } from './selectors';
import { isSupervisor, meNow, useMe, useSupervisor } from './session';

/** Whether this person follows each of some conversations. */
export function useFollowsAll(threadIds: readonly string[]): boolean {
  const me = useMe();
  return useDesk((desk) => allFollowed(desk, threadIds, me));
}

/** The same, as it is now. */
export function followsAll(threadIds: readonly string[]): boolean {
  return allFollowed(useDesk.getState(), threadIds, meNow());
}

function allFollowed(desk: Desk, threadIds: readonly string[], me: string): boolean {
  const held = threadIds.flatMap((id) => desk.threads.get(id) ?? []);
  return held.length > 0 && held.every((each) => isFollowed(each, me));
}

/** Whether following is for this person to decide: they see all of a conversation as it is now, had what goes on in it, or follow it. */
export function useMayFollow(thread: Thread | undefined): boolean {
  const me = useMe();
  return useDesk((desk) => decides(desk, thread, me));
}

/** The same, as it is now. */
export function mayFollow(thread: Thread | undefined): boolean {
  return decides(useDesk.getState(), thread, meNow());
}

// Whoever follows can end it, though they see no more of it at present than that it is there for them to take.
function decides(desk: Desk, thread: Thread | undefined, me: string): boolean {
  if (thread === undefined) return false;
  return thread.access === 'full' || (thread.access === 'handled' && desk.interactions.has(thread.interactionId)) || isFollowed(thread, me);
}

/** Whether this person decides about other followers: they have the conversation, or are a supervisor. */
export function useMayChooseFollowers(thread: Thread): boolean {
  const me = useMe();
  const supervisor = useSupervisor();
  return supervisor || (thread.open && thread.owner === me && me !== '');
}

/** The colleagues who can see the conversation as it is now, and do not follow it yet. */
export function useFollowable(thread: Thread): readonly User[] {
  const users = useDesk((desk) => desk.users);
  const spans = useThreadSpans(thread.id);
  return useMemo(() => {
    const had = new Set([thread.owner, ...spans.filter((each) => each.interactionId === thread.interactionId).map((each) => each.userId)]);
    return [...users.values()]
      .filter((each) => each.active && !isFollowed(thread, each.id) && (isSupervisor(each.role) || had.has(each.id)))
      .sort((a, b) => a.name.localeCompare(b.name));
  }, [users, spans, thread]);
}
