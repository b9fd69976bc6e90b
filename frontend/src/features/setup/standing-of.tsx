import { Button } from '@mantine/core';
import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { useTranslation } from '@/lib/texts';
import { useLocation } from 'wouter';
import { bridge } from '@/bridge/bridge';
import { toBridgeError } from '@/bridge/errors';
import type { AccountStanding, Standing } from '@/bridge/types';
import { paths } from '@/lib/paths';
import { useDesk } from '@/stores/desk';
import { useAct } from '@/stores/use-act';
import { Callout, type CalloutTone } from '@/ui/callout';
import { Chip } from '@/ui/chip';
import { Refusal } from '@/ui/refusal';
import { Skeletons } from '@/ui/states';
import { Unfold } from './unfold';

/** Where Meta verifies businesses, and where payment methods and official accounts are asked for. */
const securityCenter = 'https://business.facebook.com/settings/security';
const whatsAppManager = 'https://business.facebook.com/wa/manage/home/';

const fresh = 600_000;

/** How an account stands at Meta: in two words at once, unfolded review, verification, payment and official accounts. */
export function StandingOf({ wabaId }: { readonly wabaId: string }): ReactElement {
  const { t } = useTranslation('setup');
  const asked = useStanding(wabaId);
  // The status and not isSuccess: what is not read here is not told of here, and a failure while it is folded would stay unseen.
  return (
    <Unfold show={t('standing.show')} hide={t('standing.hide')} label={t('standing.title')} before={asked.status === 'success' && <StandingChips is={asked.data} />}>
      <Told wabaId={wabaId} asked={asked} />
    </Unfold>
  );
}

// Each question is a few calls at Meta, which counts them.
const useStanding = (wabaId: string): UseQueryResult<AccountStanding> =>
  useQuery({ queryKey: ['setup', 'standing', wabaId], queryFn: () => bridge().setup.lookStanding(wabaId), staleTime: fresh, retry: false });

/** The account and the business behind it, as far as Meta says; silence is no state. */
function StandingChips({ is }: { readonly is: AccountStanding }): ReactElement {
  const { t } = useTranslation('setup');
  return (
    <>
      {is.review !== '' && <Chip tone={tones[is.review]}>{t('standing.accountIs', { state: t(`standing.state.${is.review}`) })}</Chip>}
      {is.verification !== '' && <Chip tone={tones[is.verification]}>{t('standing.businessIs', { state: t(`standing.state.${is.verification}`) })}</Chip>}
    </>
  );
}

function Told({ wabaId, asked }: { readonly wabaId: string; readonly asked: UseQueryResult<AccountStanding> }): ReactElement {
  const { t } = useTranslation('setup');
  const [, go] = useLocation();
  const again = (label: string): ReactElement => (
    <Button variant="default" loading={asked.isFetching} onClick={() => void asked.refetch()}>
      {label}
    </Button>
  );
  if (asked.isPending) return <Skeletons rows={3} label={t('standing.asking')} />;
  if (asked.isError) return <Refusal error={toBridgeError(asked.error)} fallback={t('failed')} actions={again(t('integrations.retry'))} />;
  const { review, verification, noPayment } = asked.data;
  const onward = (
    <>
      <Outside page={securityCenter} label={t('standing.verify')} />
      {again(t('standing.done'))}
      <Button variant="subtle" onClick={() => go(paths.newChannel)}>
        {t('standing.skip')}
      </Button>
    </>
  );
  return (
    <>
      <Callout tone={toneOf(review)}>{t(`standing.review.${review === '' ? 'unknown' : review}`)}</Callout>
      <Callout tone={toneOf(verification)} actions={verification === 'approved' ? undefined : onward}>
        {t(`standing.verification.${verification === '' ? 'unknown' : verification}`)}
        {verification !== 'approved' && ` ${t('standing.limits')}`}
      </Callout>
      <Callout tone={noPayment ? 'red' : 'plain'} actions={<Outside page={whatsAppManager} label={t('standing.manager')} />}>
        {t(noPayment ? 'standing.noPayment' : 'standing.payment')}
      </Callout>
      <Official is={asked.data} />
      <Allowed wabaId={wabaId} />
      <p>{t('standing.grows')}</p>
      <div>{again(t('standing.again'))}</div>
    </>
  );
}

const tones: Readonly<Record<Standing, CalloutTone>> = { approved: 'ok', pending: 'plain', rejected: 'red', missing: 'amber' };

const toneOf = (standing: Standing | ''): CalloutTone => (standing === '' ? 'plain' : tones[standing]);

/** How many numbers the business may have, which Meta tells by itself when it changes. */
function Allowed({ wabaId }: { readonly wabaId: string }): ReactElement | null {
  const { t } = useTranslation('setup');
  const count = useDesk((desk) => desk.wabas.get(wabaId)?.maxNumbers ?? 0);
  return count > 0 ? <p>{t('standing.allowed', { count })}</p> : null;
}

function Official({ is }: { readonly is: AccountStanding }): ReactElement | null {
  const { t } = useTranslation('setup');
  const numbers = useDesk((desk) => desk.numbers);
  if (is.numbers.length === 0) return null;
  return (
    <Callout>
      {is.numbers.map((each) => (
        <div key={each.numberId}>{t(each.official ? 'standing.official' : 'standing.notOfficial', { name: numbers.get(each.numberId)?.name ?? each.numberId })}</div>
      ))}
      {is.numbers.some((each) => !each.official) && <div>{t('standing.officialHow')}</div>}
    </Callout>
  );
}

/** A button that opens a page of Meta's in the system's browser. */
function Outside({ page, label }: { readonly page: string; readonly label: string }): ReactElement {
  const { t } = useTranslation('setup');
  const act = useAct();
  return (
    <>
      <Button variant="default" loading={act.busy} onClick={() => void act.run(() => bridge().system.openLink(page))}>
        {label}
      </Button>
      <Refusal error={act.error} fallback={t('failed')} />
    </>
  );
}
