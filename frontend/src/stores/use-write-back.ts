/** WhatsApp back: from what has ended to a template with which it goes on. */
import type { Contact, Thread } from '@/bridge/types';
import { useGo } from '@/lib/go';
import { threadPath } from '@/lib/paths';
import { channelOf } from './selectors';
import { setTemplateIn } from './view';

/** Whether a conversation has ended that a template can take up again: not a group, and not on a channel of texts alone. */
export function mayWriteBack(thread: Thread, contact: Contact | undefined): boolean {
  return !thread.open && contact?.group !== true && !channelOf(thread.channel).textOnly;
}

/** The function that shows a conversation with its templates to choose from. */
export function useWriteBack(): (threadId: string) => void {
  const go = useGo();
  return (threadId) => {
    setTemplateIn(threadId);
    go(threadPath(threadId));
  };
}
