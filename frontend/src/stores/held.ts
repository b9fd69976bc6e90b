/** Replies that are held back for a moment so that they can be undone, and how they become what is being written again. */
import { bridge } from '@/bridge/bridge';
import { BridgeError } from '@/bridge/errors';
import type { Queued } from '@/bridge/types';
import { relayNow } from '@/lib/clock';
import { NoReplyField } from '@/lib/form-begun';
import { attachMade } from './attached';
import { setCaption } from './captions';
import { useDesk } from './desk';
import { setDraft, useDrafts } from './drafts';
import { fillAgain, type FilledForm, formOf, wishForm } from './filled-again';
import { refreshOutbox, useOutbox } from './outbox';
import { hasReplyField } from './selectors';
import { meNow } from './session';
import { setNoteIn, setReplyTo, setTemplateIn, setWriteIn, useView } from './view';

// What the composer holds as text and files, or a form of its own. A template is filled in elsewhere, and a reaction is undone by itself.
const written: ReadonlySet<string> = new Set(['text', 'image', 'video', 'audio', 'document']);

/** Whether the reply is what the composer or one of its forms holds, and can be written again. */
export function isWritten(queued: Queued): boolean {
  return queued.send !== null && (written.has(queued.send.content.type) || formOf(queued.send.content) !== undefined);
}

/** Whether a reply can become a draft again. One that the relay may have cannot: written again, it would come twice. */
export function isEditable(queued: Queued): boolean {
  return queued.tried !== true && isWritten(queued);
}

/** Whether a reply has not begun its way and can become a draft again. */
export function isUndoable(queued: Queued): boolean {
  return queued.state === 'waiting' && isEditable(queued);
}

/** For how many more seconds a reply is held back; 0 is not. */
export function heldSeconds(queued: Queued): number {
  if (queued.state !== 'waiting') return 0;
  // Both clocks are this computer's: the relay's has no part in it.
  return Math.max(0, Math.ceil(((queued.holdUntil ?? 0) - Date.now()) / 1000));
}

function lastUndoable(items: readonly Queued[], threadId: string): Queued | undefined {
  return items.findLast((each) => each.threadId === threadId && isUndoable(each));
}

/** The newest reply of a thread that can be undone. */
export function useUndoable(threadId: string): Queued | undefined {
  return useOutbox((store) => lastUndoable(store.items, threadId));
}

/** Whether this is the last of what one press of Enter sent: the others are undone with it. */
export function useLastOfBatch(queued: Queued): boolean {
  return useOutbox((store) => store.items.findLast((each) => each.threadId === queued.threadId && each.batch === queued.batch)?.clientId === queued.clientId || (queued.batch ?? '') === '');
}

/** Takes a reply back with all that was sent with it: text, files and quote stand in the composer again, before what was written meanwhile. */
export async function undoSend(queued: Queued): Promise<void> {
  const form = formOf(queued.send?.content);
  if (form !== undefined) {
    showReply(queued.threadId);
    return undoForm(queued, form);
  }
  const { clientId, threadId } = queued;
  const draft = (): string => useDrafts.getState().texts.get(threadId) ?? '';
  const back = await bridge().compose.undoSend(clientId, draft());
  const now = draft();
  // Words under one of several files are its own; under a single one they were written in the field.
  const own = back.filter((each) => each.file !== null).length > 1 || back.length > 1;
  const words: string[] = [];
  for (const { send, file } of back) {
    const text = send?.content.text ?? '';
    if (file !== null) attachMade(threadId, { ...file, mediaId: '' });
    if (file !== null && own) setCaption(threadId, file.localId, text);
    else words.push(text);
  }
  setDraft(threadId, [...words, now].filter((each) => each !== '').join('\n'));
  quoteAgain(threadId, back.map((each) => each.send?.content.replyTo ?? '').find((each) => each !== ''));
  if (useView.getState().noteIn === threadId) setNoteIn('');
  setWriteIn(threadId);
  await refreshOutbox();
}

/** Has the reply quote what it quoted, unless the person has begun to quote something else. */
function quoteAgain(threadId: string, quoted: string | undefined): void {
  if (quoted !== undefined && quoted !== '' && !useView.getState().replyTo.has(threadId)) setReplyTo(threadId, quoted);
}

/** Shows where a reply is written: a form is opened from there. */
function showReply(threadId: string): void {
  const thread = useDesk.getState().threads.get(threadId);
  if (thread === undefined || !hasReplyField(thread, meNow(), relayNow())) throw new NoReplyField();
  const { noteIn, templateIn } = useView.getState();
  if (noteIn === threadId) setNoteIn('');
  if (templateIn === threadId) setTemplateIn('');
  setWriteIn(threadId);
}

/** Takes back what was made in a form. It is on disk before the reply leaves the queue: when the app dies between, it stands in both, and a person sees that. */
async function undoForm(queued: Queued, form: FilledForm): Promise<void> {
  const { clientId, threadId, send } = queued;
  const empty = await fillAgain(queued);
  try {
    await bridge().compose.undoSend(clientId, useDrafts.getState().texts.get(threadId) ?? '');
  } catch (error) {
    if (isRefused(error) || (await waits(clientId))) empty?.();
    throw error;
  }
  quoteAgain(threadId, send?.content.replyTo);
  wishForm(threadId, form);
  await refreshOutbox();
}

/** Whether Go said no: then the reply is not taken back for sure. Without an answer it may be. */
function isRefused(error: unknown): boolean {
  return error instanceof BridgeError && error.code !== 'unavailable' && error.code !== 'internal';
}

async function waits(clientId: string): Promise<boolean> {
  const items = await bridge().compose.queued().catch(() => []);
  return items.some((each) => each.clientId === clientId);
}

/** Lets a held reply and the others of its conversation go now, and answers when they have. */
export async function sendHeldNow({ clientId }: Queued): Promise<void> {
  await bridge().compose.sendNow(clientId);
  await refreshOutbox();
}
