/** Opens what a link to a conversation leads to, wherever the link was: in the palette, in a note, or opened by the system. */
import { useGo } from '@/lib/go';
import { threadPath } from '@/lib/paths';
import type { Linked, LinkEnd } from '@/lib/thread-link';
import { useDesk } from './desk';
import { loadBackToMessage, messagesOf } from './messages';
import { jumpTo, setWriteIn } from './view';

/** The function that opens it and answers what came of it. */
export function useOpenLink(): (link: Linked) => Promise<LinkEnd> {
  const go = useGo();
  return async ({ threadId, messageId }) => {
    await deskLoaded();
    if (!useDesk.getState().threads.has(threadId)) return 'unseen';
    setWriteIn(threadId);
    go(threadPath(threadId));
    if (messageId === '') return 'opened';
    const message = await loadBackToMessage(threadId, messageId);
    if (message === undefined) return messagesOf(threadId).offline || messagesOf(threadId).error !== null ? 'unread' : 'gone';
    jumpTo(message);
    return 'opened';
  };
}

/** The system may open a link before the local copy was read. */
function deskLoaded(): Promise<void> {
  if (useDesk.getState().loaded) return Promise.resolve();
  return new Promise((resolve) => {
    const stop = useDesk.subscribe(({ loaded }) => {
      if (!loaded) return;
      stop();
      resolve();
    });
  });
}
