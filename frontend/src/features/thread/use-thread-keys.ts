import { useTranslation } from 'react-i18next';
import type { Message, Thread } from '@/bridge/types';
import { useShortcuts } from '@/lib/use-shortcuts';
import { channelOf } from '@/stores/selectors';
import { setReplyTo, setSearchIn } from '@/stores/view';

/** Alt+R answers the focused message, or the customer's last; Ctrl/Cmd+F searches in the thread; I goes from the list to the composer. */
export function useThreadKeys(thread: Thread, items: readonly Message[]): void {
  const { t } = useTranslation('thread');
  const group = t('keys.group');
  const write = (): void => document.getElementById('composer-text')?.focus();
  const reply = (): void => {
    if (channelOf(thread.channel).textOnly) return write(); // nothing can be quoted
    const focused = document.activeElement?.closest<HTMLElement>('[data-message]')?.dataset.message;
    const target = focused ?? items.findLast((each) => !each.out && each.type !== 'system')?.id;
    if (target === undefined) return;
    setReplyTo(thread.id, target);
    write();
  };
  useShortcuts([
    { id: 'thread.reply', keys: 'act+r', label: t('keys.reply'), group, run: reply },
    { id: 'thread.write', keys: 'i', on: ['row'], label: t('keys.write'), group, run: write },
    { id: 'thread.find', keys: 'mod+f', label: t('keys.find'), group, run: () => setSearchIn(thread.id) },
  ]);
}
