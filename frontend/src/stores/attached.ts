/**
 * Files beside each thread's unsent text. They stay while another thread is open and, because Go keeps their bytes
 * with the draft, when the app was closed or killed.
 */
import { create } from 'zustand';
import { bridge } from '@/bridge/bridge';
import type { CannedReply, QueuedFile } from '@/bridge/types';
import { attach, type Attaching, type Attachment, type AttachmentState, copied, restored } from './attachments';
import { forgetCaption } from './captions';

interface AttachedStore {
  readonly lists: ReadonlyMap<string, readonly Attachment[]>;
}

/** The store. */
export const useAttachedStore = create<AttachedStore>(() => ({ lists: new Map() }));

const none: readonly Attachment[] = [];
const hands = new Map<number, Attaching>();
let life = 0;

function change(threadId: string, to: (list: readonly Attachment[]) => readonly Attachment[]): void {
  useAttachedStore.setState(({ lists }) => {
    const list = to(lists.get(threadId) ?? none);
    const next = new Map(lists);
    if (list.length === 0) next.delete(threadId);
    else next.set(threadId, list);
    return { lists: next };
  });
}

/** Reads the files that drafts had when the app last ran. What is attached meanwhile stands behind them. */
export async function loadAttached(): Promise<void> {
  const mine = life;
  const files = await bridge().compose.draftFiles().catch(() => []);
  if (mine !== life) return;
  const known = new Set([...useAttachedStore.getState().lists.values()].flat().flatMap((each) => (each.state.kind === 'ready' ? [each.state.file.localId] : [])));
  const found = new Map<string, Attachment[]>();
  for (const { threadId, file } of files) {
    if (known.has(file.localId)) continue;
    const made = restored(file);
    hands.set(made.attachment.key, made);
    found.set(threadId, [...(found.get(threadId) ?? []), made.attachment]);
  }
  for (const [threadId, list] of found) change(threadId, (now) => [...list, ...now]);
}

/** Attaches a file to a thread's draft. */
export function attachTo(threadId: string, file: File): void {
  add(threadId, (tell) => attach(threadId, file, tell));
}

/** Attaches the files of a canned reply, which the relay has. */
export function attachCanned(threadId: string, reply: CannedReply): void {
  for (const { mediaId, fileName, size } of reply.files ?? []) add(threadId, (tell) => copied(fileName, size, () => bridge().canned.attach(threadId, reply.id, mediaId), tell));
}

function add(threadId: string, begin: (tell: (key: number, state: AttachmentState) => void) => Attaching): void {
  const made = begin((key, state) => {
    const isListed = useAttachedStore.getState().lists.get(threadId)?.some((each) => each.key === key) ?? false;
    if (isListed) change(threadId, (list) => list.map((each) => (each.key === key ? { ...each, state } : each)));
    // Its person left while it was read. They may be back; Go shows it to nobody else.
    else if (state.kind === 'ready') void loadAttached().catch(() => undefined);
  });
  hands.set(made.attachment.key, made);
  change(threadId, (list) => [...list, made.attachment]);
}

/** Adds a file that Go has made for a thread's draft. */
export function attachMade(threadId: string, file: QueuedFile): void {
  const made = restored(file);
  hands.set(made.attachment.key, made);
  change(threadId, (list) => [...list, made.attachment]);
}

/** Takes a file off and drops its bytes. */
export function removeAttached(threadId: string, key: number): void {
  hands.get(key)?.cancel();
  forgetAttached(threadId, key);
}

/** Takes a file off the list that now belongs to the outbox. */
export function forgetAttached(threadId: string, key: number): void {
  hands.delete(key);
  const list = useAttachedStore.getState().lists.get(threadId) ?? none;
  const gone = list.find((each) => each.key === key);
  change(threadId, (now) => now.filter((each) => each.key !== key));
  if (gone?.state.kind === 'ready') forgetCaption(threadId, gone.state.file.localId, list.length === 1);
}

/** The files beside a thread's text. */
export function useAttached(threadId: string): readonly Attachment[] {
  return useAttachedStore((store) => store.lists.get(threadId) ?? none);
}

/** Forgets the copy here. Go keeps what it has for who attached it; what is still being read is read to its end for them. */
export function resetAttached(): void {
  life++;
  hands.clear();
  useAttachedStore.setState({ lists: new Map() });
}
