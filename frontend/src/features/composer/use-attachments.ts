import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { QueuedFile } from '@/bridge/types';
import { useLocale } from '@/i18n/locale';
import { formatBytes } from '@/lib/numbers';
import { attachTo, forgetAttached, removeAttached, useAttached } from '@/stores/attached';
import { type Attachment, mostBytes } from '@/stores/attachments';
import { showProblem } from '@/ui/toast';

/** The files beside a reply. */
export interface Attachments {
  readonly list: readonly Attachment[];
  readonly ready: readonly { readonly key: number; readonly file: QueuedFile }[];
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
  const list = useAttached(threadId);
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
    ready: list.flatMap((each) => (each.state.kind === 'ready' ? [{ key: each.key, file: each.state.file }] : [])),
    reading: list.some((each) => each.state.kind === 'reading'),
    failed: list.filter((each) => each.state.kind === 'failed').length,
    add,
    remove: (key) => removeAttached(threadId, key),
    forget: (key) => forgetAttached(threadId, key),
  };
}
