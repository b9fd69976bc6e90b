import { useTranslation } from '@/lib/texts';
import type { Hold, QueuedFile, SendContent, Thread } from '@/bridge/types';
import type { Consent } from '@/stores/consent';
import { messagesOf } from '@/stores/messages';
import { sendReply } from '@/stores/outbox';
import { wishEnd } from '@/stores/view';
import { showProblem } from '@/ui/toast';

const blank: SendContent = { type: 'text', text: '', mediaId: '', fileName: '', mime: '', size: 0, location: null, template: null, emoji: '', replyTo: '' };

/** The function that queues a reply and answers whether it is on disk. What it was written under goes with it; `hold` says how long it can be undone. */
export function useSend(thread: Thread, hold?: () => Hold): (content: Partial<SendContent>, file: QueuedFile | null, consent?: Consent & { readonly back?: boolean }) => Promise<boolean> {
  const { t } = useTranslation('composer');
  return async (content, file, consent) => {
    // The window and owner on the screen, not those that the relay may know meanwhile: that is what the person answered.
    const seenSeq = Math.max(messagesOf(thread.id).items.reduce((most, each) => Math.max(most, each.seq), 0) || thread.lastSeq, thread.changedSeq ?? 0);
    try {
      await sendReply(
        { threadId: thread.id, interactionId: thread.open ? thread.interactionId : '', epoch: thread.epoch, seenSeq, onlyUnanswered: true, onlyUnchanged: true, validUntil: 0, writtenAt: 0, content: { ...blank, ...content }, ...consent },
        file,
        hold?.(),
      );
      wishEnd();
      return true;
    } catch (error) {
      showProblem(t('sendFailed'), error);
      return false;
    }
  };
}
