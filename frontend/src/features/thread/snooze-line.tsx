import { IconAlarm } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from '@/lib/texts';
import type { Snooze } from '@/bridge/types';
import { useLocale } from '@/i18n/locale';
import { useNow } from '@/lib/clock';
import { clockTime, exactTime, weekdayTime } from '@/lib/time';
import { useUser } from '@/stores/selectors';
import { useMe } from '@/stores/session';
import { SystemText } from './lines';

/** That a conversation was put off, by whom and until when; or that it came back. */
export function SnoozeLine({ at, snooze, woke }: { readonly at: number; readonly snooze: Snooze; readonly woke: boolean }): ReactElement {
  const { t } = useTranslation('work');
  const locale = useLocale();
  const now = useNow(60_000);
  const me = useMe();
  const name = useUser(snooze.by)?.name ?? t('line.somebody');
  const times = { time: clockTime(at, locale), until: weekdayTime(snooze.until, now, locale) };
  const asleep = snooze.by === me ? t('line.snoozedMe', times) : t('line.snoozed', { name, ...times });
  const back = snooze.woke === 'customer' ? t('line.wokeCustomer', times) : snooze.woke === 'person' ? t('line.wokePerson', times) : t('line.wokeTime', times);
  return (
    <SystemText icon={<IconAlarm size={14} stroke={1.6} aria-hidden />} title={exactTime(at, locale)}>
      {woke ? back : asleep}
    </SystemText>
  );
}
