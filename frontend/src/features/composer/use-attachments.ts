import { useCallback, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { QueuedFile } from '@/bridge/types';
import { useLocale } from '@/i18n/locale';
import { formatBytes } from '@/lib/numbers';
import { showProblem } from '@/ui/toast';
import { attach, type Attaching, type Attachment, mostBytes } from './attachments';

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

/** Files of one composer; what is not sent is dropped when it goes. */
export function useAttachments(): Attachments {
  const { t } = useTranslation('composer');
  const locale = useLocale();
  const [list, setList] = useState<readonly Attachment[]>([]);
  const kept = useRef(new Map<number, Attaching>());
  useEffect(() => {
    const all = kept.current;
    return () => {
      for (const each of all.values()) each.cancel();
      all.clear();
    };
  }, []);
  const add = useCallback(
    (files: Iterable<File>) => {
      for (const file of files) {
        const { name } = file;
        const refused = file.size === 0 ? t('file.empty', { name }) : file.size > mostBytes ? t('file.tooLarge', { name, limit: formatBytes(mostBytes, locale) }) : '';
        if (refused !== '') {
          showProblem(t('file.failed', { name }), { message: refused });
          continue;
        }
        const made = attach(file, (key, state) => setList((before) => before.map((each) => (each.key === key ? { ...each, state } : each))));
        kept.current.set(made.attachment.key, made);
        setList((before) => [...before, made.attachment]);
      }
    },
    [t, locale],
  );
  const take = useCallback((key: number, end: 'cancel' | 'release') => {
    kept.current.get(key)?.[end]();
    kept.current.delete(key);
    setList((before) => before.filter((each) => each.key !== key));
  }, []);
  return {
    list,
    ready: list.flatMap((each) => (each.state.kind === 'ready' ? [{ key: each.key, file: each.state.file }] : [])),
    reading: list.some((each) => each.state.kind === 'reading'),
    failed: list.filter((each) => each.state.kind === 'failed').length,
    add,
    remove: (key) => take(key, 'cancel'),
    forget: (key) => take(key, 'release'),
  };
}
