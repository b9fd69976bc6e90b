import { useTranslation } from '@/lib/texts';
import { bridge } from '@/bridge/bridge';
import type { Thread } from '@/bridge/types';
import { useLocale } from '@/i18n/locale';
import { relayNow } from '@/lib/clock';
import { weekdayTime } from '@/lib/time';
import { useBulk } from './use-bulk';

/** What can be done about sleep. */
export interface Sleep {
  readonly snooze: (threadIds: readonly string[], until: number) => void;
  readonly wake: (threadIds: readonly string[]) => void;
}

/** Puts conversations off, which can be undone for a while, and wakes them. */
export function useSleep(): Sleep {
  const { t } = useTranslation('work');
  const locale = useLocale();
  const bulk = useBulk();
  const put = (until: number) => (thread: Thread) => bridge().work.snooze(thread.interactionId, thread.epoch, until);
  return {
    snooze: (threadIds, until) => void bulk(threadIds, { done: t('snooze.done', { time: weekdayTime(until, relayNow(), locale) }), run: put(until), undo: put(0) }),
    wake: (threadIds) => void bulk(threadIds, { done: t('snooze.woken'), run: put(0) }),
  };
}
