import { type RefObject, useEffect } from 'react';
import { writeIn } from '@/lib/keyboard';
import { isTyping } from '@/lib/keys';
import { shortcuts } from '@/lib/shortcuts';
import { setWriteIn, useView } from '@/stores/view';

/** Gives the keyboard to a thread's field where that is wished. */
export function useWriteWish(threadId: string, field: RefObject<HTMLTextAreaElement | null>): void {
  const wanted = useView((view) => view.writeIn === threadId);
  useEffect(() => {
    if (!wanted) return;
    setWriteIn('');
    // Whoever has begun to write elsewhere meanwhile keeps the focus there: else the rest of that text would land in the reply to another customer.
    if (field.current === null || (shortcuts.typedSince(useView.getState().writeInSince) && isTyping(document.activeElement))) return;
    writeIn(field.current);
  }, [wanted, field]);
}
