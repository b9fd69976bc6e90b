import type { Message } from '@/bridge/types';
import { useMessages } from '@/stores/messages';

const waits = (message: Message): boolean => message.out && message.status === 'queued' && message.rating === undefined;

/** How many replies wait in some conversations, as far as they are here. Nobody waits for a question that no person wrote. */
export function useHeld(threadIds: readonly string[]): number {
  return useMessages(({ threads }) => threadIds.reduce((sum, id) => sum + (threads.get(id)?.items.filter(waits).length ?? 0), 0));
}
