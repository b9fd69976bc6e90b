/** Which colleagues can be mentioned in a thread's notes: those who may see them. */
import { useMemo } from 'react';
import type { Thread, User } from '@/bridge/types';
import { useDesk } from '@/stores/desk';
import { useThreadSpans } from '@/stores/selectors';
import { isSupervisor, useMe } from '@/stores/session';

/** A colleague, and whether they may see what is written here. */
export interface Colleague {
  readonly userId: string;
  readonly name: string;
  readonly user: User;
  readonly sees: boolean;
}

/** The colleagues of a thread, first those who may see it, each by name. */
export function useColleagues(thread: Thread): readonly Colleague[] {
  const users = useDesk((desk) => desk.users);
  const spans = useThreadSpans(thread.id);
  const me = useMe();
  return useMemo(() => {
    // A note belongs to the interaction that its author sees: the last one, or the last that they handled.
    const where = thread.access === 'full' ? thread.interactionId : (spans.findLast((each) => each.userId === me)?.interactionId ?? '');
    const handled = new Set(spans.filter((each) => each.interactionId === where).map((each) => each.userId));
    const sees = (user: User): boolean => isSupervisor(user.role) || handled.has(user.id) || (thread.open && thread.owner === user.id);
    return [...users.values()]
      .filter((user) => user.active && user.id !== me)
      .map((user) => ({ userId: user.id, name: user.name, user, sees: sees(user) }))
      .sort((a, b) => Number(b.sees) - Number(a.sees) || a.name.localeCompare(b.name));
  }, [users, spans, thread, me]);
}
