import { useEffect, useRef, useState } from 'react';
import { useDesk } from '@/stores/desk';
import { loadBackTo, loadOlder, messagesOf, openThread, useThreadMessages } from '@/stores/messages';
import { endJump, jumpTo, useView } from '@/stores/view';
import { firstUnread, isLine } from './model';

/** Where a thread opens. */
export interface Opening {
  readonly ready: boolean;
  /** The line at which it opens; undefined is the end. */
  readonly openAt: string | undefined;
  /** How far it was read before it was opened. */
  readonly readSeq: number;
}

// Beyond this the first unread is too far to fetch before anything is seen.
const most = 600;

/** Loads what is needed to open a thread at a wished message, at the first unread, or at the end. */
export function useOpening(threadId: string): Opening {
  const [readSeq] = useState(() => useDesk.getState().readMarks.get(threadId)?.upToSeq ?? 0);
  // Whoever was mentioned in a note wants to read that.
  const [mention] = useState(() => [...useDesk.getState().notices.values()].find((each) => !each.read && each.type === 'mention' && each.threadId === threadId)?.subject);
  const loaded = useThreadMessages(threadId).loaded;
  const jump = useView((view) => (view.jump?.threadId === threadId ? view.jump : null));
  // What is here already is drawn at once, without a round in which it is waited for.
  const [state, setState] = useState<{ ready: boolean; openAt: string | undefined }>(() =>
    loaded && jump === null && mention === undefined && isBackTo(threadId, readSeq) ? { ready: true, openAt: openingAt(threadId, readSeq) } : { ready: false, openAt: undefined },
  );
  const open = useRef(false);
  const shown = useRef(false);
  // A wish is for the thread that opens next, and for this time only.
  useEffect(() => {
    const forget = (isOver: (of: string) => boolean): void => {
      const { jump: wish } = useView.getState();
      if (wish !== null && isOver(wish.threadId)) endJump(wish.wish);
    };
    open.current = true;
    forget((of) => of !== threadId);
    return () => {
      open.current = false;
      queueMicrotask(() => open.current || forget((of) => of === threadId));
    };
  }, [threadId]);
  useEffect(() => {
    let here = true;
    const load = async (): Promise<void> => {
      await openThread(threadId);
      if (jump !== null) {
        const reached = await loadBackTo(threadId, jump);
        if (here) setState((before) => (before.ready ? before : { ready: true, openAt: reached ? jump.messageId : undefined }));
        // A message without a line of its own can't be scrolled to.
        if (here && !messagesOf(threadId).items.some((each) => each.id === jump.messageId && isLine(each))) endJump(jump.wish);
        return;
      }
      const mentioned = messagesOf(threadId).items.find((each) => each.id === mention);
      if (mentioned !== undefined && !shown.current) {
        shown.current = true;
        return jumpTo(mentioned);
      }
      await loadToUnread(threadId, readSeq);
      if (here) setState((before) => (before.ready ? before : { ready: true, openAt: openingAt(threadId, readSeq) }));
    };
    void load();
    return () => {
      here = false;
    };
    // `loaded` falls when the local copy is rebuilt; the thread then loads anew.
  }, [threadId, readSeq, mention, jump, loaded]);
  return { ready: state.ready && loaded, openAt: state.openAt, readSeq };
}

/** Whether the list reaches back to what was read last, or as far as it is looked for. */
function isBackTo(threadId: string, readSeq: number): boolean {
  // Never opened before: old messages are not marked as new.
  if (readSeq === 0) return true;
  const { items, loaded, more, offline, error } = messagesOf(threadId);
  const first = items[0];
  if (!loaded && error === null) return false;
  return first === undefined || !more || offline || error !== null || first.seq <= readSeq || items.length >= most;
}

async function loadToUnread(threadId: string, readSeq: number): Promise<void> {
  while (!isBackTo(threadId, readSeq)) {
    const { items } = messagesOf(threadId);
    await loadOlder(threadId);
    if (messagesOf(threadId).items.length === items.length) return;
  }
}

function openingAt(threadId: string, readSeq: number): string | undefined {
  const { items, more } = messagesOf(threadId);
  const first = firstUnread(items, readSeq);
  if (first === undefined || (readSeq === 0 && more)) return undefined;
  return first === items[0]?.id ? undefined : 'new';
}
