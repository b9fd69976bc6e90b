/** Which conversation is shown after one was closed: the next in the list as it is drawn, or whoever waits longest. */
import { create } from 'zustand';
import type { Thread, User } from '@/bridge/types';
import { relayNow } from '@/lib/clock';
import type { AfterClose } from '@/lib/lists';
import { useDesk } from './desk';
import { savePreference } from './preferences';
import { inOrder, isAsleep, sortIntoLists } from './selectors';
import { meNow, useMe, useSession } from './session';

/** The list of conversations as it is drawn. The thread and the list do not know each other. */
export const useShownList = create<{ readonly ids: readonly string[] }>(() => ({ ids: [] }));

/** What this person chose, on whatever computer. */
export function afterClose(): AfterClose {
  return chosenBy(useDesk.getState().users.get(meNow()));
}

/** The same, and what it becomes. */
export function useAfterClose(): AfterClose {
  const me = useMe();
  return useDesk((desk) => chosenBy(desk.users.get(me)));
}

function chosenBy(user: User | undefined): AfterClose {
  return user?.afterClose === undefined || user.afterClose === '' ? 'stay' : user.afterClose;
}

/** Has the relay keep it for all of the person's computers. */
export async function saveAfterClose(how: AfterClose): Promise<void> {
  await savePreference({ afterClose: how });
}

const isOpen = (thread: Thread | undefined): thread is Thread => thread !== undefined && thread.open && !isAsleep(thread);

/** The first open one beneath a conversation in the list, else the nearest above it. */
function nextInList(shown: readonly string[], closed: string, threads: ReadonlyMap<string, Thread>): Thread | undefined {
  const at = shown.indexOf(closed);
  const around = at < 0 ? shown : [...shown.slice(at + 1), ...shown.slice(0, at).reverse()];
  return around.map((id) => threads.get(id)).find(isOpen);
}

/** Of one's own, whose customer waits longest for an answer; else who waits longest in the queue. */
function longestWait(closed: string): Thread | undefined {
  const { state } = useSession.getState();
  const { threads, interactions } = useDesk.getState();
  const { mine, waiting } = sortIntoLists(threads.values(), state?.userId ?? '', state?.role ?? '');
  const owed = (each: Thread): number => interactions.get(each.interactionId)?.owedSince ?? 0;
  const unanswered = mine.filter((each) => each.id !== closed && owed(each) > 0).sort((a, b) => owed(a) - owed(b));
  return unanswered[0] ?? inOrder(waiting.filter((each) => each.id !== closed && each.state === 'waiting'), 'waiting', relayNow())[0];
}

/** What to show once `closed` is over; `shown` is the list as it was before. */
export function nextAfter(how: AfterClose, closed: string, shown: readonly string[]): Thread | undefined {
  switch (how) {
    case 'next':
      return nextInList(shown, closed, useDesk.getState().threads);
    case 'oldest':
      return longestWait(closed);
    default:
      return undefined;
  }
}
