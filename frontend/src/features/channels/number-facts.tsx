import { Anchor } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from '@/lib/texts';
import { useLocation } from 'wouter';
import type { BusinessNumber } from '@/bridge/types';
import { useLocale } from '@/i18n/locale';
import { useSaid } from '@/i18n/said';
import { known } from '@/lib/known';
import { formatNumber } from '@/lib/numbers';
import { movePath } from '@/lib/paths';
import { useDesk } from '@/stores/desk';
import { Chip, type ChipTone } from '@/ui/chip';
import form from '@/ui/form.module.css';
import { Phone } from '@/ui/phone';
import { LimitUsed, Quality, useLimit, useProviderName, useThroughput } from './channel-facts';
import classes from './channels.module.css';
import { Fact } from './fact';
import { isStopped, reasonOf, shownState } from './model';
import { StateChip } from './state-of';
import { Trouble } from './trouble';

/** What a number is and how it stands with it: first what is wrong, then the facts. */
export function NumberFacts({ number, onExamine }: { readonly number: BusinessNumber; readonly onExamine: () => void }): ReactElement {
  const { t } = useTranslation('channels');
  const say = useSaid();
  const providerName = useProviderName();
  const limit = useLimit();
  const throughput = useThroughput();
  const [, go] = useLocation();
  const account = useDesk((desk) => desk.wabas.get(number.wabaId)?.name ?? '');
  const chosen = reasonOf(number.why);
  const why = number.why && !isStopped(number) && (chosen === 'off' || chosen === 'unmapped' || chosen === 'nobody') ? say(number.why) : '';
  return (
    <section className={form.part} aria-label={t('editor.number')}>
      <h3>{t('editor.number')}</h3>
      <Trouble number={number} onExamine={onExamine} />
      <dl className={classes.facts}>
        <dt>{t('editor.state')}</dt>
        <dd>
          <StateChip state={shownState(number)} /> {why}
        </dd>
        <dt>{t('editor.phone')}</dt>
        <dd>
          <Phone value={number.phone} />
        </dd>
        <Fact name={t('editor.provider')} value={providerName(number)} />
        {account !== '' && <Fact name={t('editor.account')} value={account} />}
        {number.verifiedName !== '' && <Fact name={t('editor.verifiedName')} value={number.verifiedName} />}
        <Review number={number} />
        {(number.news?.username ?? '') !== '' && <Fact name={t('editor.username')} value={number.news?.username ?? ''} />}
        {number.channel !== 'sms' && (
          <>
            <dt>{t('editor.quality')}</dt>
            <dd>
              <Quality number={number} />
            </dd>
          </>
        )}
        {limit(number) !== '' && <Fact name={t('editor.limit')} value={limit(number)} />}
        <LimitUsed number={number} />
        <NumbersAllowed wabaId={number.wabaId} />
        {throughput(number) !== '' && <Fact name={t('editor.throughput')} value={throughput(number)} />}
      </dl>
      {number.channel !== 'sms' && number.provider !== 'twilio' && (
        <div>
          <Anchor component="button" type="button" onClick={() => go(movePath(number.id))}>
            {t('editor.move')}
          </Anchor>
        </div>
      )}
    </section>
  );
}

/** How many numbers the business may have, and how many of them are set up here; nothing while that is not known. */
function NumbersAllowed({ wabaId }: { readonly wabaId: string }): ReactElement | null {
  const { t } = useTranslation('channels');
  const locale = useLocale();
  const most = useDesk((desk) => desk.wabas.get(wabaId)?.maxNumbers ?? 0);
  const here = useDesk((desk) => [...desk.numbers.values()].filter((each) => each.wabaId === wabaId).length);
  if (most <= 0) return null;
  return <Fact name={t('editor.numbersAllowed')} value={t('editor.numbersAllowedOf', { count: here, most: formatNumber(most, locale) })} />;
}

const reviews = { pending: 'pending', approved: 'approved', refused: 'refused', expired: 'expired' } as const;
const reviewTones: Readonly<Record<keyof typeof reviews, ChipTone>> = { pending: 'plain', approved: 'ok', refused: 'red', expired: 'amber' };

/** How far the review of the display name is, and of which name unless it is well over. */
function Review({ number }: { readonly number: BusinessNumber }): ReactElement | null {
  const { t } = useTranslation('channels');
  const review = known(reviews, number.news?.review ?? '');
  if (review === undefined || !number.news) return null;
  const words = review === 'approved' ? '' : t(`review.${review}`, { name: number.news.reviewName });
  const reason = number.news.reviewReason === '' ? '' : ` (${number.news.reviewReason})`;
  return (
    <>
      <dt>{t('editor.nameReview')}</dt>
      <dd dir="auto">
        <Chip tone={reviewTones[review]}>{t(`reviewState.${review}`)}</Chip> {words !== '' && <span>{`${words}${reason}`}</span>}
      </dd>
    </>
  );
}
