/** What a colleague wrote when they handed a conversation over, for the notice of it. */
import { useEffect } from 'react';
import type { Notice } from '@/bridge/types';
import { useDesk } from '@/stores/desk';
import { openThread, useThreadMessages } from '@/stores/messages';

// A message has the whole second of its entry, a notice the millisecond.
const apart = 2000;

/** The note; '' while it is not here, and when nothing was written. */
export function useTransferNote({ type, threadId, at }: Pick<Notice, 'type' | 'threadId' | 'at'>): string {
  const held = useDesk((desk) => desk.threads.has(threadId));
  const wanted = type === 'transfer' && held;
  const { items } = useThreadMessages(wanted ? threadId : '');
  useEffect(() => {
    if (wanted) void openThread(threadId);
  }, [wanted, threadId]);
  return items.findLast((each) => each.handover?.draft === false && Math.abs(at - each.at) < apart)?.text ?? '';
}
