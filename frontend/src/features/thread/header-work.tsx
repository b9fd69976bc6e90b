import { VisuallyHidden } from '@mantine/core';
import { IconAlarm, IconAlarmOff } from '@tabler/icons-react';
import { Fragment, type ReactElement } from 'react';
import { useTranslation } from '@/lib/texts';
import { bridge } from '@/bridge/bridge';
import type { Thread } from '@/bridge/types';
import { useLocale } from '@/i18n/locale';
import { useNow } from '@/lib/clock';
import { weekdayTime } from '@/lib/time';
import { useThreadLabels } from '@/stores/labels';
import { isAsleep } from '@/stores/selectors';
import { choose } from '@/stores/work';
import { IconButton } from '@/ui/icon-button';
import { LabelChip } from '@/ui/label-chip';
import { showProblem } from '@/ui/toast';
import classes from './header.module.css';

const look = { size: 18, stroke: 1.6 } as const;

/** The labels of a conversation beside its name; a press changes them. */
export function ThreadLabels({ thread }: { readonly thread: Thread }): ReactElement | null {
  const { t } = useTranslation('work');
  const labels = useThreadLabels(thread);
  if (labels.length === 0) return null;
  return (
    <button type="button" className={classes.labels} onClick={() => choose('labels', [thread.id])}>
      <VisuallyHidden>{t('labels.edit')}: </VisuallyHidden>
      {labels.map((each, index) => (
        <Fragment key={each.id}>
          {index > 0 && <VisuallyHidden>, </VisuallyHidden>}
          <LabelChip name={each.name} colour={each.colour} />
        </Fragment>
      ))}
    </button>
  );
}

/** Puts a conversation off, or wakes it. */
export function SnoozeButton({ thread }: { readonly thread: Thread }): ReactElement {
  const { t } = useTranslation('work');
  const locale = useLocale();
  const now = useNow(60_000);
  const wake = (): void => void bridge().work.snooze(thread.interactionId, thread.epoch, 0).catch((error: unknown) => showProblem(t('snooze.wakeFailed'), error));
  if (!isAsleep(thread)) return <IconButton label={t('keys.snooze')} keys="act+h" icon={<IconAlarm {...look} />} onClick={() => choose('snooze', [thread.id])} />;
  return <IconButton label={t('keys.wake')} hint={t('snooze.done', { time: weekdayTime(thread.snoozedUntil ?? 0, now, locale) })} keys="act+h" pressed icon={<IconAlarmOff {...look} />} onClick={wake} />;
}
