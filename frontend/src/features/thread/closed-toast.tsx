import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { type ReactElement, useEffect } from 'react';
import { useTranslation } from '@/lib/texts';
import type { Thread } from '@/bridge/types';
import { useActs } from '@/i18n/use-acts';
import { acts } from '@/lib/acts';
import { useDesk } from '@/stores/desk';
import { ariaKeys, Kbd } from '@/ui/kbd';
import { showToast } from '@/ui/toast';

interface UndoProps {
  readonly toast: string;
  readonly threadId: string;
  readonly closed: string;
  readonly onUndo: () => void;
}

/** The button that undoes it. It disappears once the conversation was taken up again: by this button, the thread's own or a message. */
function Undo({ toast, threadId, closed, onUndo }: UndoProps): ReactElement {
  const { t } = useTranslation('thread');
  // The rows may come after the answer. An interaction that was closed never opens again, so another one means that there is nothing to undo.
  const over = useDesk((desk) => {
    const thread = desk.threads.get(threadId);
    return thread !== undefined && thread.open && thread.interactionId !== closed;
  });
  useEffect(() => {
    if (over) notifications.hide(toast);
  }, [over, toast]);
  const undo = (): void => {
    notifications.hide(toast);
    onUndo();
  };
  useActs([{ id: 'toast.undo', label: t('header.undoClose'), run: undo }]);
  return (
    <Button size="compact-sm" variant="default" aria-keyshortcuts={ariaKeys(acts['toast.undo'].keys)} rightSection={<Kbd keys={acts['toast.undo'].keys} />} onClick={undo}>
      {t('header.undo')}
    </Button>
  );
}

/** Says that a conversation was closed, and for a while how to undo it. `closed` is the interaction that ended. */
export function showClosed(title: string, threadId: string, closed: string, onUndo: () => void): void {
  const toast = `closed-${threadId}`;
  showToast(toast, title, <Undo toast={toast} threadId={threadId} closed={closed} onUndo={onUndo} />);
}

// As long as the relay takes it back.
const takenBackFor = 120_000;

/** The button that takes a hand-over back. It disappears when the conversation went on from there. */
function TakeBack({ toast, threadId, epoch, onUndo }: { readonly toast: string; readonly threadId: string; readonly epoch: number; readonly onUndo: () => void }): ReactElement {
  const { t } = useTranslation('thread');
  const over = useDesk((desk) => (desk.threads.get(threadId)?.epoch ?? 0) > epoch);
  useEffect(() => {
    if (over) notifications.hide(toast);
  }, [over, toast]);
  const undo = (): void => {
    notifications.hide(toast);
    onUndo();
  };
  useActs([{ id: 'toast.undo', label: t('transfer.undo'), run: undo }]);
  return (
    <Button size="compact-sm" variant="default" aria-keyshortcuts={ariaKeys(acts['toast.undo'].keys)} rightSection={<Kbd keys={acts['toast.undo'].keys} />} onClick={undo}>
      {t('transfer.undo')}
    </Button>
  );
}

/** Says where a conversation went, and for two minutes how to take it back. `thread` is as it was before. */
export function showTransferred(title: string, thread: Pick<Thread, 'id' | 'epoch'>, onUndo: () => void): void {
  const toast = `transferred-${thread.id}`;
  showToast(toast, title, <TakeBack toast={toast} threadId={thread.id} epoch={thread.epoch + 1} onUndo={onUndo} />, { stays: takenBackFor });
}
