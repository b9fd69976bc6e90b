/** Canned replies: texts and files that are kept once and sent often. */
import { call } from './call';
import { services } from './go';
import { type Ask, request } from './request';
import type { CannedFile, CannedImported, ImportCanned, PutCannedReply, QueuedFile } from './types';

const go = services.Threads;

/** The service as the screens know it; errors are BridgeErrors. */
export interface CannedApi {
  /** Keeps (id "") or changes one; its id. */
  put(reply: PutCannedReply): Promise<string>;
  /** Deletes one. Putting the same again within a day undoes it. */
  remove(id: string): Promise<void>;
  /** What would become of the rows of a list. */
  check(list: ImportCanned): Promise<CannedImported>;
  /** Takes the rows of a list. */
  import(list: ImportCanned): Promise<CannedImported>;
  /** Gives the relay a file that a canned reply is to keep. */
  keepFile(file: QueuedFile): Promise<CannedFile>;
  /** Puts a file of a canned reply beside the draft of a thread. */
  attach(threadId: string, replyId: string, mediaId: string): Promise<QueuedFile>;
}

/** The service over somebody who answers what the relay is asked. */
export const cannedOver = (ask: Ask): CannedApi => ({
  put: async (reply) => (await ask('cannedReply.put', reply)).id,
  remove: async (id) => void (await ask('cannedReply.delete', { id })),
  check: (list) => ask('cannedReplies.check', list),
  import: (list) => ask('cannedReply.import', list),
  keepFile: (file) => call(() => go.KeepFile(file)),
  attach: (threadId, replyId, mediaId) => call(() => go.AttachCanned(threadId, replyId, mediaId)),
});

/** The service in Go. */
export const canned = cannedOver(request);
