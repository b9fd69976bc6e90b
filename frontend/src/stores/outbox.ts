/** What the person did and the relay does not have yet, as Compose.queued tells it. */
import { create } from 'zustand';
import { bridge } from '@/bridge/bridge';
import type { AddNote, Hold, Queued, QueuedFile, Send } from '@/bridge/types';

interface OutboxStore {
  readonly items: readonly Queued[];
}

/** The store. */
export const useOutbox = create<OutboxStore>(() => ({ items: [] }));

let asked = 0;

/** Asks for the queue again. A failed question keeps the former answer: the next nudge asks again. */
export async function refreshOutbox(): Promise<void> {
  const mine = ++asked;
  try {
    const items = await bridge().compose.queued();
    if (mine === asked) useOutbox.setState({ items });
  } catch {
    // Shown as it was.
  }
}

/** Queues a reply; it is on disk, and shown, when this answers. It goes at the end of its hold. */
export async function sendReply(message: Send, file: QueuedFile | null, hold: Hold = { seconds: 0, batch: '' }): Promise<Queued> {
  return shown(await bridge().compose.send(message, file, hold));
}

/** Queues a note for colleagues; it is on disk, and shown, when this answers. */
export async function queueNote(note: AddNote): Promise<Queued> {
  return shown(await bridge().compose.addNote(note));
}

function shown(queued: Queued): Queued {
  asked++;
  useOutbox.setState(({ items }) => (items.some((each) => each.clientId === queued.clientId) ? { items } : { items: [...items, queued] }));
  void refreshOutbox();
  return queued;
}

/** Lets a stopped reply go again. */
export async function retryReply(clientId: string): Promise<void> {
  await bridge().compose.retry(clientId);
  await refreshOutbox();
}

/** Forgets a reply that has not gone. */
export async function discardReply(clientId: string): Promise<void> {
  await bridge().compose.discard(clientId);
  await refreshOutbox();
}

/** Forgets the copy here (not the outbox). */
export function resetOutbox(): void {
  asked++;
  useOutbox.setState({ items: [] });
}
