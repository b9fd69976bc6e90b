import type { Message } from '@/bridge/types';
import { useDesk } from '@/stores/desk';
import { sendReply } from '@/stores/outbox';

/** Sends a reaction to a message; "" takes ours back. */
export async function react(message: Message, emoji: string): Promise<void> {
  const thread = useDesk.getState().threads.get(message.threadId);
  if (thread === undefined) return;
  await sendReply(
    {
      threadId: thread.id, interactionId: thread.interactionId, epoch: thread.epoch, seenSeq: thread.lastSeq, onlyUnanswered: false, validUntil: 0, writtenAt: 0,
      content: { type: 'reaction', text: '', mediaId: '', fileName: '', mime: '', size: 0, location: null, template: null, emoji, replyTo: message.id },
    },
    null,
  );
}
