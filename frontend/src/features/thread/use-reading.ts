import { useEffect, useEffectEvent, useState } from 'react';
import { bridge } from '@/bridge/bridge';
import type { Message, Thread } from '@/bridge/types';
import { useFocused } from '@/lib/focused';
import { type Desk, useDesk } from '@/stores/desk';
import { unreadOf } from '@/stores/selectors';
import { useOnline } from '@/stores/session';
import { lastSeq } from './model';

// What one has seen once one has opened the thread, though every message in it was read before. The relay marks it read with them.
const told: readonly string[] = ['message', 'transfer', 'assigned', 'taken', 'returned', 'mention', 'followMessage', 'followNote', 'followMoved', 'followEnd'];

function isTold(desk: Desk, threadId: string): boolean {
  return [...desk.notices.values()].some((each) => !each.read && each.threadId === threadId && told.includes(each.type));
}

/**
 * Marks a thread read while its end is in view and the window is focused, and tells the shell what is in view.
 * Answers how far it was looked at when the person last looked away: what is beyond that is new.
 */
export function useReading(thread: Thread, items: readonly Message[], atEnd: boolean, readSeq: number): number {
  const focused = useFocused();
  const online = useOnline();
  const [looked, setLooked] = useState(readSeq);
  const last = lastSeq(items);
  const isNews = useDesk((desk) => isTold(desk, thread.id));
  const unread = useDesk((desk) => unreadOf(desk, thread.id) > 0) || isNews;

  useEffect(() => {
    void bridge().system.viewing(thread.id, focused).catch(() => undefined);
    return () => void bridge().system.viewing('', false).catch(() => undefined);
  }, [thread.id, focused]);

  useEffect(() => {
    if (!atEnd || !focused || !unread || !online || last === 0) return;
    // Of one that they had, a person reads only what they are told of, as a follower, say.
    if (thread.access !== 'full' && !(thread.access === 'handled' && isNews)) return;
    // Refused or offline: the thread stays unread, and the next reason to try is a new message or the connection.
    bridge().threads.markRead(thread.id, last).catch(() => undefined);
  }, [thread.id, thread.access, atEnd, focused, unread, isNews, online, last]);

  const lookedAway = useEffectEvent(() => {
    if (atEnd) setLooked((before) => Math.max(before, last));
  });
  useEffect(() => {
    const away = (): void => lookedAway();
    window.addEventListener('blur', away);
    return () => window.removeEventListener('blur', away);
  }, []);
  return looked;
}
