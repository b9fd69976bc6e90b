import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useTranslation } from 'react-i18next';
import { bridge } from '@/bridge/bridge';
import type { Thread } from '@/bridge/types';
import { useLocale } from '@/i18n/locale';
import { relayNow } from '@/lib/clock';
import { weekdayTime } from '@/lib/time';
import { useDesk } from '@/stores/desk';
import { showProblem, showToast } from '@/ui/toast';

/** What can be done about sleep. */
export interface Sleep {
  readonly snooze: (threadIds: readonly string[], until: number) => void;
  readonly wake: (threadIds: readonly string[]) => void;
}

const toast = 'snoozed';

/** The rows of conversations, as they are now. */
function rowsOf(threadIds: readonly string[]): readonly Thread[] {
  const { threads } = useDesk.getState();
  return threadIds.flatMap((each) => threads.get(each) ?? []);
}

/** Puts conversations off, which can be undone for a while, and wakes them. */
export function useSleep(): Sleep {
  const { t } = useTranslation('work');
  const locale = useLocale();
  const put = async (threadIds: readonly string[], until: number): Promise<void> => {
    for (const each of rowsOf(threadIds)) await bridge().work.snooze(each.interactionId, each.epoch, until);
  };
  const wake = (threadIds: readonly string[]): void => {
    notifications.hide(toast);
    put(threadIds, 0).then(
      () => showToast(toast, t('snooze.woken'), ''),
      (error: unknown) => showProblem(t('snooze.wakeFailed'), error),
    );
  };
  const snooze = (threadIds: readonly string[], until: number): void => {
    const undo = (
      <Button size="compact-sm" variant="default" onClick={() => wake(threadIds)}>
        {t('undo')}
      </Button>
    );
    put(threadIds, until).then(
      () => showToast(toast, t('snooze.done', { time: weekdayTime(until, relayNow(), locale) }), undo),
      (error: unknown) => showProblem(t('snooze.failed'), error),
    );
  };
  return { snooze, wake };
}
