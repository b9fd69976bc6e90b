import { Progress } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from '@/lib/texts';
import type { BusinessNumber } from '@/bridge/types';
import { useLocale } from '@/i18n/locale';
import { isolate } from '@/lib/bidi';
import { known } from '@/lib/known';
import { formatNumber } from '@/lib/numbers';
import { clockTime } from '@/lib/time';
import { Chip } from '@/ui/chip';
import { Below, Named } from '@/ui/named';
import { RelativeTime } from '@/ui/relative-time';
import classes from './channels.module.css';
import type { ChannelRow } from './model';
import { useLimitUsed } from './use-limit-used';

const qualityTones = { GREEN: 'ok', YELLOW: 'amber', RED: 'red', UNKNOWN: 'plain' } as const;

/** How customers rate the messages of a number; nothing for SMS, which nobody rates. */
export function Quality({ number: { channel, quality } }: { readonly number: BusinessNumber }): ReactElement | null {
  const { t } = useTranslation('channels');
  if (channel === 'sms') return null;
  const rated = quality === 'GREEN' || quality === 'YELLOW' || quality === 'RED' ? quality : 'UNKNOWN';
  return <Chip tone={qualityTones[rated]}>{t(`quality.${rated}`)}</Chip>;
}

/** How many customers a number may write to first, in words; "" for a channel that has no such limit. */
export function useLimit(): (number: BusinessNumber) => string {
  const { t } = useTranslation('channels');
  const locale = useLocale();
  return ({ channel, news }) => {
    if (channel === 'sms') return '';
    const limit = news?.limit ?? 0;
    if (limit === 0) return t('limit.unknown');
    return limit < 0 ? t('limit.none') : t('limit.some', { limit: formatNumber(limit, locale) });
  };
}

const speeds = { STANDARD: 'STANDARD', HIGH: 'HIGH' } as const;

/** How fast a number may send, in words; "" while nothing is known of it. */
export function useThroughput(): (number: BusinessNumber) => string {
  const { t } = useTranslation('channels');
  return ({ news }) => {
    const speed = known(speeds, news?.throughput ?? '');
    return speed === undefined ? news?.throughput ?? '' : t(`throughput.${speed}`);
  };
}

// From this share of a limit on the bar warns.
const nearly = 0.8;

/** How many customers were written to first in the last 24 hours, of how many; nothing where that is not known. */
export function LimitUsed({ number }: { readonly number: BusinessNumber }): ReactElement | null {
  const { t } = useTranslation('channels');
  const locale = useLocale();
  const now = useLimitUsed(number);
  if (now === undefined) return null;
  const { used, limit } = now;
  const share = Math.min(1, used.customers / limit);
  const words = t('limit.used', { count: used.customers, used: formatNumber(used.customers, locale), left: formatNumber(Math.max(0, limit - used.customers), locale) });
  return (
    <>
      <dt>{t('editor.limitUsed')}</dt>
      <dd>
        <span className="figures">{words}</span>
        <Progress value={share * 100} size="sm" color={share >= 1 ? 'red' : share >= nearly ? 'yellow' : undefined} aria-label={t('editor.limitUsed')} className={classes.used} />
        <Below>
          {used.nextAt > 0 && t('limit.next', { time: clockTime(used.nextAt, locale) })} {t('limit.counted')}
        </Below>
      </dd>
    </>
  );
}

/** The limit of a number with its throughput beneath. */
export function Limit({ number }: { readonly number: BusinessNumber }): ReactElement {
  const { t } = useTranslation('channels');
  const limit = useLimit();
  const throughput = useThroughput();
  const locale = useLocale();
  const now = useLimitUsed(number);
  const left = now === undefined ? '' : t('limit.left', { left: formatNumber(Math.max(0, now.limit - now.used.customers), locale) });
  return (
    <Named below={[left, throughput(number)].filter((each) => each !== '').join(' · ')}>
      <span className="figures" title={t('limit.hint')}>
        {limit(number)}
      </span>
    </Named>
  );
}

/** When the relay last heard of a number. */
export function Life({ row }: { readonly row: ChannelRow }): ReactElement {
  const { t } = useTranslation('channels');
  const locale = useLocale();
  if (row.pulse === undefined || row.pulse.lastEventAt === 0) return <Below>{t('noEvent')}</Below>;
  return (
    <Named below={<span className="figures">{t('duplicates', { count: row.pulse.duplicates })}</span>}>
      <RelativeTime at={row.pulse.lastEventAt} locale={locale} />
    </Named>
  );
}

/** Where the conversations of a number go. */
export function Mapped({ inbox, plan }: { readonly inbox: string; readonly plan: string }): ReactElement {
  const { t } = useTranslation('channels');
  if (plan !== '') return <Named below={t('otherwise', { inbox: isolate(inbox) })}>{t('byPlan', { plan: isolate(plan) })}</Named>;
  return inbox === '' ? <Below>{t('unmapped')}</Below> : <span dir="auto">{inbox}</span>;
}

/** Who carries the messages of a number, by its own name. */
export function useProviderName(): (number: BusinessNumber) => string {
  const { t } = useTranslation('channels');
  return ({ provider }) => (provider === 'meta' || provider === 'twilio' || provider === 'vonage' ? t(`provider.${provider}`) : provider);
}
