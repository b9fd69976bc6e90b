/** Goes to where an earlier conversation begins in its thread, which has to be opened beside it. */
import type { Interaction } from '@/bridge/types';
import { loadBackTo, messagesOf } from './messages';
import { jumpTo } from './view';

/** Loads back to it and wishes to see its first message; where that is not held here, nothing moves. */
export async function goToInteraction({ id, threadId, startedAt, firstSeq }: Pick<Interaction, 'id' | 'threadId' | 'startedAt' | 'firstSeq'>): Promise<void> {
  await loadBackTo(threadId, { at: startedAt, seq: firstSeq });
  const first = messagesOf(threadId).items.find((each) => each.interactionId === id);
  if (first !== undefined) jumpTo(first);
}
