import { useCallback, useMemo } from 'react';
import { useTranslation } from '@/lib/texts';
import type { QueuedFile } from '@/bridge/types';
import { useLocale } from '@/i18n/locale';
import { formatBytes } from '@/lib/numbers';
import { attachTo, forgetAttached, removeAttached, useAttached } from '@/stores/attached';
import { type Attachment, kindOfFile, mostBytes } from '@/stores/attachments';
import { captionOf, inOrder, setCaption, setOrder, useCaptions } from '@/stores/captions';
import { showProblem } from '@/ui/toast';

/** The most characters that WhatsApp shows under a file. */
export const longestCaption = 1024;

/** A file that can be sent, with the words under it. */
export interface ReadyFile {
  readonly key: number;
  readonly file: QueuedFile;
  readonly caption: string;
}

/** Whether WhatsApp shows words under a file: under a sound it does not. */
export function takesCaption(attachment: Attachment): boolean {
  return !(attachment.state.kind === 'ready' && kindOfFile(attachment.state.file.mime) === 'audio');
}

/** How many characters too many stand under a file. */
export function tooManyUnder(caption: string): number {
  return Array.from(caption).length - longestCaption;
}

/** The words under each file, and their order. */
export interface FileWords {
  /** Each file has words of its own. Of a single one they are what stands in the reply's field. */
  readonly own: boolean;
  readonly captionOf: (localId: string) => string;
  readonly setCaption: (localId: string, text: string) => void;
  /** Puts a file earlier (-1) or later (1). */
  readonly move: (key: number, by: 1 | -1) => void;
}

/** The files beside a reply. */
export interface Attachments extends FileWords {
  /** In the order in which they go. */
  readonly list: readonly Attachment[];
  readonly ready: readonly ReadyFile[];
  readonly reading: boolean;
  readonly failed: number;
  readonly add: (files: Iterable<File>) => void;
  /** Takes a file away and drops its bytes. */
  readonly remove: (key: number) => void;
  /** Takes a file off the list that now belongs to the outbox. */
  readonly forget: (key: number) => void;
}

/** The files of a thread's composer; what is not sent stays with the draft. */
export function useAttachments(threadId: string): Attachments {
  const { t } = useTranslation('composer');
  const locale = useLocale();
  const picked = useAttached(threadId);
  const captions = useCaptions(threadId);
  const list = useMemo(() => inOrder(picked, captions, localIdOf), [picked, captions]);
  const add = useCallback(
    (files: Iterable<File>) => {
      for (const file of files) {
        const { name } = file;
        const refused = file.size === 0 ? t('file.empty', { name }) : file.size > mostBytes ? t('file.tooLarge', { name, limit: formatBytes(mostBytes, locale) }) : '';
        if (refused === '') attachTo(threadId, file);
        else showProblem(t('file.failed', { name }), { message: refused });
      }
    },
    [threadId, t, locale],
  );
  return {
    list,
    ready: list.flatMap((each) => (each.state.kind === 'ready' ? [{ key: each.key, file: each.state.file, caption: takesCaption(each) ? captionOf(captions, each.state.file.localId) : '' }] : [])),
    reading: list.some((each) => each.state.kind === 'reading'),
    failed: list.filter((each) => each.state.kind === 'failed').length,
    add,
    remove: (key) => removeAttached(threadId, key),
    forget: (key) => forgetAttached(threadId, key),
    // The words under the one that is left stay where they were written.
    own: list.length > 1 || list.some((each) => captionOf(captions, localIdOf(each)) !== ''),
    captionOf: (localId) => captionOf(captions, localId),
    setCaption: (localId, text) => setCaption(threadId, localId, text),
    move: (key, by) => {
      const ids = list.map(localIdOf);
      const from = list.findIndex((each) => each.key === key);
      const to = from + by;
      if (from < 0 || to < 0 || to >= ids.length) return;
      setOrder(threadId, ids.with(from, ids[to] ?? '').with(to, ids[from] ?? ''));
    },
  };
}

/** The name that Go gave a file; one that is still read has none. */
function localIdOf({ state }: Attachment): string {
  return state.kind === 'ready' ? state.file.localId : '';
}
