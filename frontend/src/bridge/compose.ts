/** Drafts, files and replies, until the relay has them. */
import { call } from './call';
import { services } from './go';
import type { AddNote, Draft, DraftFile, Hold, Queued, QueuedFile, Send, VoiceSoFar } from './types';

const go = services.Compose;

/** The service as the screens know it; errors are BridgeErrors. */
export interface ComposeApi {
  /** All unsent texts. */
  drafts(): Promise<Draft[]>;
  /** Keeps unsent text; "" forgets it. */
  saveDraft(threadId: string, text: string): Promise<void>;
  /** Queues a reply and answers when it is on disk. It goes at the end of its hold. */
  send(message: Send, file: QueuedFile | null, hold: Hold): Promise<Queued>;
  /** Takes a reply back that has not gone, with the others of its batch; they are the thread's draft again, before what is written now. */
  undoSend(clientId: string, draft: string): Promise<Queued[]>;
  /** Lets a held reply and the others of its conversation go, and answers when they have. */
  sendNow(clientId: string): Promise<void>;
  /** Queues a note for colleagues and answers when it is on disk. */
  addNote(note: AddNote): Promise<Queued>;
  /** What has not reached the relay, oldest first. */
  queued(): Promise<Queued[]>;
  /** Lets a stopped reply go again. */
  retry(clientId: string): Promise<void>;
  /** Forgets a queued reply. */
  discard(clientId: string): Promise<void>;
  /** The files of all drafts, those of one thread as they were picked. */
  draftFiles(): Promise<DraftFile[]>;
  /** Makes room for a file of a thread's draft ("" = of none, until the app ends) and names it. */
  attachBegin(threadId: string, fileName: string, size: number): Promise<string>;
  /** Adds bytes (base64), at most 1 MiB a call. */
  attachChunk(localId: string, data: string): Promise<void>;
  /** Finishes the file, which is on disk then, and tells its type. */
  attachEnd(localId: string): Promise<QueuedFile>;
  /** Forgets a file that will not be sent. */
  attachDrop(localId: string): Promise<void>;
  /** Makes room for a voice note of a thread's draft and names it; attachEnd finishes it. */
  voiceBegin(threadId: string): Promise<string>;
  /** Adds what was heard (base64 of samples of 16 bits, 48,000 a second). */
  voiceChunk(localId: string, data: string): Promise<VoiceSoFar>;
}

/** The service in Go. */
export const compose: ComposeApi = {
  drafts: () => call(() => go.Drafts()),
  saveDraft: (threadId, text) => call(() => go.SaveDraft(threadId, text)),
  send: (message, file, hold) => call(() => go.Send(message, file, hold)),
  undoSend: (clientId, draft) => call(() => go.UndoSend(clientId, draft)),
  sendNow: (clientId) => call(() => go.SendNow(clientId)),
  addNote: (note) => call(() => go.AddNote(note)),
  queued: () => call(() => go.Queued()),
  retry: (clientId) => call(() => go.Retry(clientId)),
  discard: (clientId) => call(() => go.Discard(clientId)),
  draftFiles: () => call(() => go.DraftFiles()),
  attachBegin: (threadId, fileName, size) => call(() => go.AttachBegin(threadId, fileName, size)),
  attachChunk: (localId, data) => call(() => go.AttachChunk(localId, data)),
  attachEnd: (localId) => call(() => go.AttachEnd(localId)),
  attachDrop: (localId) => call(() => go.AttachDrop(localId)),
  voiceBegin: (threadId) => call(() => go.VoiceBegin(threadId)),
  voiceChunk: (localId, data) => call(() => go.VoiceChunk(localId, data)),
};
