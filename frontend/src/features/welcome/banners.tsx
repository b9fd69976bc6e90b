import { Button, CloseButton } from '@mantine/core';
import { modals } from '@mantine/modals';
import { IconClockHour4, IconFlask, IconMoon, IconTool } from '@tabler/icons-react';
import { type ReactElement, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import { bridge } from '@/bridge/bridge';
import type { AppState } from '@/bridge/types';
import { useLocale } from '@/i18n/locale';
import { useSaid } from '@/i18n/said';
import { clockTime, exactTime, sameDay } from '@/lib/time';
import { useNow } from '@/lib/clock';
import { useAct } from '@/stores/use-act';
import { Refusal } from '@/ui/refusal';
import classes from './welcome.module.css';

/** Practice says that it is practice, on every screen, with the way out. */
export function PracticeBanner(): ReactElement {
  const { t } = useTranslation('welcome');
  const act = useAct();
  const ask = (): void =>
    void modals.openConfirmModal({
      title: t('banner.realTitle'),
      children: t('banner.realText'),
      labels: { confirm: t('banner.realGo'), cancel: t('banner.realStay') },
      onConfirm: () => void act.run(() => bridge().session.leavePractice()),
    });
  return (
    <>
      <div className={classes.banner} role="region" aria-label={t('banner.practice')}>
        <IconFlask size={16} aria-hidden="true" />
        <span>{t('banner.practice')}</span>
        <Button size="compact-sm" variant="default" loading={act.busy} onClick={ask}>
          {t('banner.real')}
        </Button>
      </div>
      <Refusal error={act.error} fallback={t('failed')} />
    </>
  );
}

/** What was damaged on this computer at the start, on every screen until it is dismissed: something may be missing. */
export function RepairBanner({ repairs }: { readonly repairs: AppState['repairs'] }): ReactElement | null {
  const { t } = useTranslation('welcome');
  const say = useSaid();
  if (repairs.length === 0) return null;
  return (
    <div className={classes.banner} role="alert">
      <IconTool size={16} aria-hidden="true" />
      <div>
        {repairs.map((each) => (
          <div key={say(each)}>{say(each)}</div>
        ))}
      </div>
      <CloseButton size="sm" aria-label={t('banner.understood')} onClick={() => void bridge().session.dismissRepairs()} />
    </div>
  );
}

const hour = 3_600_000;

/** How far the end of a sign-in is away, as it is told: in the last three days, and again in the last hour. */
export function endingStage(endsAt: number, now: number): 'days' | 'hour' | undefined {
  const left = endsAt - now;
  if (endsAt === 0 || left <= 0 || left > 72 * hour) return undefined;
  return left <= hour ? 'hour' : 'days';
}

/** When this sign-in comes to the end of its time, told ahead until it is dismissed, and that nothing is lost by it. */
export function EndingBanner({ endsAt }: { readonly endsAt: number }): ReactElement | null {
  const { t } = useTranslation('welcome');
  const locale = useLocale();
  const now = useNow();
  const [seen, setSeen] = useState('');
  const stage = endingStage(endsAt, now);
  if (stage === undefined || seen === `${stage} ${endsAt}`) return null;
  const time = sameDay(endsAt, now) ? clockTime(endsAt, locale) : exactTime(endsAt, locale);
  return (
    <div className={classes.banner} data-plain role="status">
      <IconClockHour4 size={16} aria-hidden="true" />
      <span>{t(`banner.ending.${stage}`, { time })}</span>
      <CloseButton size="sm" aria-label={t('banner.dismiss')} onClick={() => setSeen(`${stage} ${endsAt}`)} />
    </div>
  );
}

/** What came while nobody looked, until it is dismissed. */
export function MissedBanner({ missed }: { readonly missed: AppState['missed'] }): ReactElement | null {
  const { t } = useTranslation('welcome');
  const locale = useLocale();
  const now = useNow();
  if (missed.messages === 0) return null;
  const time = sameDay(missed.since, now) ? clockTime(missed.since, locale) : exactTime(missed.since, locale);
  return (
    <div className={classes.banner} data-plain role="status">
      <IconMoon size={16} aria-hidden="true" />
      <span>{t('banner.missed', { count: missed.messages, threads: t('banner.threads', { count: missed.threads }), time })}</span>
      <CloseButton size="sm" aria-label={t('banner.dismiss')} onClick={() => void bridge().session.dismissMissed()} />
    </div>
  );
}
