import type { Message, Thread } from '@/bridge/types';
import { useActs } from '@/i18n/use-acts';
import { channelOf } from '@/stores/selectors';
import { setReplyTo } from '@/stores/view';

/** Alt+R answers the focused message, or the customer's last; I goes from the list to the composer. */
export function useThreadKeys(thread: Thread, items: readonly Message[]): void {
  const write = (): void => document.getElementById('composer-text')?.focus();
  const reply = (): void => {
    if (channelOf(thread.channel).textOnly) return write(); // nothing can be quoted
    const focused = document.activeElement?.closest<HTMLElement>('[data-message]')?.dataset.message;
    const target = focused ?? items.findLast((each) => !each.out && each.type !== 'system')?.id;
    if (target === undefined) return;
    setReplyTo(thread.id, target);
    write();
  };
  useActs([
    { id: 'thread.reply', run: reply },
    { id: 'thread.write', run: write },
  ]);
}
