import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useTranslation } from '@/lib/texts';
import { toBridgeError } from '@/bridge/errors';
import type { Thread } from '@/bridge/types';
import { useLocale } from '@/i18n/locale';
import { useContactName } from '@/i18n/names';
import { formatNumber } from '@/lib/numbers';
import { useDesk } from '@/stores/desk';
import { personIn } from '@/stores/selectors';
import { clearSelection } from '@/stores/selection';
import { showToast } from '@/ui/toast';
import classes from './bulk.module.css';
import { patiently } from './patiently';

/** What is done with each of some conversations, and how it is taken back. */
export interface BulkDeed {
  /** What was done, as the toast says it: "Closed". */
  readonly done: string;
  readonly run: (thread: Thread) => Promise<unknown>;
  readonly undo?: (thread: Thread) => Promise<unknown>;
  /** Whether it can be taken back of one, as it was before; absent = of each. */
  readonly undoes?: (before: Thread) => boolean;
}

interface Refused {
  readonly thread: Thread;
  readonly why: string;
}

const toast = 'bulk';
const mostShown = 4;

/** Does something with conversations one by one: with one progress, the refusals by name, and one undo for all that were done. */
export function useBulk(): (threadIds: readonly string[], deed: BulkDeed) => Promise<void> {
  const { t } = useTranslation('work');
  const locale = useLocale();
  const nameOf = useContactName();
  const called = (thread: Thread): string => nameOf(personIn(useDesk.getState().contacts, thread.contactId));
  const each = async (threads: readonly Thread[], run: (thread: Thread) => Promise<unknown>): Promise<{ done: Thread[]; refused: Refused[] }> => {
    const done: Thread[] = [];
    const refused: Refused[] = [];
    for (const thread of threads) {
      if (threads.length > 5) showToast(toast, t('bulk.progress', { at: formatNumber(done.length + refused.length + 1, locale), of: formatNumber(threads.length, locale) }), '', { stays: 60_000 });
      try {
        await patiently(() => run(thread));
        done.push(thread);
      } catch (reason) {
        refused.push({ thread, why: toBridgeError(reason).message });
      }
    }
    return { done, refused };
  };
  const report = (title: string, refused: readonly Refused[], undo?: () => void): void => {
    showToast(
      toast,
      title,
      <div className={classes.report}>
        {refused.length > 0 && (
          <ul className={classes.refused} aria-label={t('bulk.refused', { count: refused.length })}>
            {refused.slice(0, mostShown).map(({ thread, why }) => (
              <li key={thread.id}>
                <bdi>{called(thread)}</bdi>: {why}
              </li>
            ))}
            {refused.length > mostShown && <li>{t('bulk.more', { count: refused.length - mostShown })}</li>}
          </ul>
        )}
        {undo !== undefined && (
          <Button size="compact-sm" variant="default" onClick={undo}>
            {t('undo')}
          </Button>
        )}
      </div>,
      { stays: refused.length > 0 ? 30_000 : 12_000 },
    );
  };
  const titleOf = (words: string, done: number, refused: number): string =>
    refused === 0 ? t('bulk.done', { done: words, count: done }) : t('bulk.partly', { done: words, count: done, of: done + refused });
  return async (threadIds, deed) => {
    const rows = threadIds.flatMap((id) => useDesk.getState().threads.get(id) ?? []);
    const { done, refused } = await each(rows, deed.run);
    clearSelection();
    const takeBack = deed.undo;
    const back = done.filter(deed.undoes ?? (() => true));
    const undo = (): void => {
      notifications.hide(toast);
      if (takeBack !== undefined) void each(back, takeBack).then((undone) => report(titleOf(t('bulk.undone'), undone.done.length, undone.refused.length), undone.refused));
    };
    report(titleOf(deed.done, done.length, refused.length), refused, takeBack === undefined || back.length === 0 ? undefined : undo);
  };
}
