import type { QueuedFile, SendContent } from '@/bridge/types';
import { kindOfFile } from '@/stores/attachments';
import type { Attachments, ReadyFile } from './use-attachments';

/** Queues one message; answers whether it is on disk. */
type Send = (content: Partial<SendContent>, file: QueuedFile | null) => Promise<boolean>;

/** What goes with the files. */
interface Words {
  /** The reply's text, "" for none. */
  readonly text: string;
  /** The quoted message, which the first message quotes. */
  readonly replyTo: string;
  /** The text is queued and no longer the draft's. */
  readonly onText: () => void;
}

/**
 * Queues the files, each as a message of its own and in their order. The text goes under a single file; with several, or
 * under a sound, where WhatsApp shows no words, it is a message behind them. Answers whether all of it is on disk; what is
 * not stays in the composer.
 */
export async function sendFiles(files: Pick<Attachments, 'ready' | 'own' | 'forget'>, words: Words, send: Send): Promise<boolean> {
  const [only] = files.ready;
  const under = !files.own && only !== undefined && kindOfFile(only.file.mime) !== 'audio';
  for (const [index, each] of files.ready.entries()) {
    const caption = under ? words.text : each.caption.trim();
    if (!(await send(contentOf(each, caption, index === 0 ? words.replyTo : ''), each.file))) return false;
    files.forget(each.key);
    if (under) words.onText();
  }
  return under || words.text === '' || send({ text: words.text }, null);
}

function contentOf({ file }: ReadyFile, text: string, replyTo: string): Partial<SendContent> {
  return { type: kindOfFile(file.mime), text, fileName: file.fileName, mime: file.mime, size: file.size, ...(file.voice === true && { voice: true }), replyTo };
}
