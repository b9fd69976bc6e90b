import { Button } from '@mantine/core';
import { modals } from '@mantine/modals';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { useTranslation } from '@/lib/texts';
import { bridge } from '@/bridge/bridge';
import { toBridgeError } from '@/bridge/errors';
import type { Redirect, Webhooks } from '@/bridge/types';
import { useSaid } from '@/i18n/said';
import type { WebhooksPart } from '@/lib/lists';
import { useDesk } from '@/stores/desk';
import { useAct } from '@/stores/use-act';
import { Callout } from '@/ui/callout';
import { Refusal } from '@/ui/refusal';
import { Skeletons } from '@/ui/states';
import { Unfold } from './unfold';

/** Where Meta sends the webhooks of an account, asked for when it is opened: the app's, the account's, and who redirects them. */
export function WebhooksOf({ wabaId }: { readonly wabaId: string }): ReactElement {
  const { t } = useTranslation('setup');
  return (
    <Unfold show={t('webhooks.show')} hide={t('webhooks.hide')} label={t('webhooks.title')}>
      <Asked wabaId={wabaId} />
    </Unfold>
  );
}

/** What somebody may want sent here, and where it goes now. */
interface Wanted {
  readonly what: WebhooksPart;
  readonly numberId: string;
  /** Where it goes now, which ends then; "" for nowhere. */
  readonly now: string;
}

function Asked({ wabaId }: { readonly wabaId: string }): ReactElement {
  const { t } = useTranslation('setup');
  const queries = useQueryClient();
  const key = ['setup', 'webhooks', wabaId];
  const asked = useQuery({ queryKey: key, queryFn: () => bridge().setup.lookWebhooks(wabaId), staleTime: 0, retry: false });
  const act = useAct();
  const send = async ({ what, numberId, now }: Wanted): Promise<void> => {
    const answer = await act.run(() => bridge().setup.sendWebhooks({ wabaId, what, numberId, replace: now !== '' }));
    if (answer === undefined) return;
    queries.setQueryData(key, answer.value);
    void queries.invalidateQueries({ queryKey: ['setup', 'apps'] });
  };
  const want = (wanted: Wanted): void => {
    if (wanted.now === '') {
      void send(wanted);
      return;
    }
    void modals.openConfirmModal({
      title: t('webhooks.replaceTitle'),
      children: t('webhooks.replaceText', { address: wanted.now }),
      labels: { confirm: t('webhooks.here'), cancel: t('webhooks.keep') },
      onConfirm: () => void send(wanted),
    });
  };
  if (asked.isPending) return <Skeletons rows={2} label={t('webhooks.asking')} />;
  if (asked.isError) return <Refusal error={toBridgeError(asked.error)} fallback={t('failed')} actions={<Button variant="default" onClick={() => void asked.refetch()}>{t('integrations.retry')}</Button>} />;
  return (
    <>
      <OfApp is={asked.data} busy={act.busy} onWant={want} />
      <OfAccount is={asked.data} busy={act.busy} onWant={want} />
      {asked.data.redirects.map((each) => (
        <Redirected key={each.numberId} redirect={each} busy={act.busy} onWant={want} />
      ))}
      <Refusal error={act.error} fallback={t('failed')} />
      <div>
        <Button variant="subtle" loading={asked.isFetching} onClick={() => void asked.refetch()}>
          {t('webhooks.again')}
        </Button>
      </div>
    </>
  );
}

interface PartProps {
  readonly is: Webhooks;
  readonly busy: boolean;
  readonly onWant: (wanted: Wanted) => void;
}

function OfApp({ is, busy, onWant }: PartProps): ReactElement {
  const { t } = useTranslation('setup');
  const say = useSaid();
  const button = (label: string, now: string): ReactElement => (
    <Button variant="default" loading={busy} onClick={() => onWant({ what: 'app', numberId: '', now })}>
      {label}
    </Button>
  );
  if (is.appSaid) return <Callout tone="amber">{say(is.appSaid)}</Callout>;
  if (is.address === '') return <Callout tone="amber">{t('integrations.meta.webhookNone')}</Callout>;
  if (is.appAddress === '') return <Callout tone="amber" actions={button(t('webhooks.here'), '')}>{t('webhooks.nowhere')}</Callout>;
  if (!is.appHere) return <Callout tone="amber" actions={button(t('webhooks.here'), is.appAddress)}>{t('webhooks.elsewhere', { address: is.appAddress })}</Callout>;
  if (is.missing.length > 0) return <Callout tone="amber" actions={button(t('webhooks.askFor'), '')}>{t('webhooks.missing', { fields: is.missing.join(', ') })}</Callout>;
  return <Callout tone="ok">{t('webhooks.appHere')}</Callout>;
}

function OfAccount({ is, busy, onWant }: PartProps): ReactElement {
  const { t } = useTranslation('setup');
  const say = useSaid();
  if (is.said) return <Callout tone="amber">{say(is.said)}</Callout>;
  const others = is.others.length > 0 && <Callout>{t('webhooks.others', { apps: is.others.join(', ') })}</Callout>;
  if (is.subscribed) {
    return (
      <>
        <Callout tone="ok">{t('webhooks.subscribed')}</Callout>
        {others}
      </>
    );
  }
  const subscribe = (
    <Button variant="default" loading={busy} onClick={() => onWant({ what: 'account', numberId: '', now: '' })}>
      {t('webhooks.subscribe')}
    </Button>
  );
  return (
    <>
      <Callout tone="amber" actions={subscribe}>{t('webhooks.notSubscribed')}</Callout>
      {others}
    </>
  );
}

/** An address that counts before the app's. Subscribing anew would take it back without a word, so only a person does. */
function Redirected({ redirect, busy, onWant }: { readonly redirect: Redirect; readonly busy: boolean; readonly onWant: (wanted: Wanted) => void }): ReactElement {
  const { t } = useTranslation('setup');
  const number = useDesk((desk) => desk.numbers.get(redirect.numberId));
  const of = redirect.numberId === '' ? t('webhooks.ofAccount') : t('webhooks.ofNumber', { name: number?.name ?? redirect.numberId });
  if (redirect.here) return <Callout>{t('webhooks.redirectedHere', { of })}</Callout>;
  const part = redirect.numberId === '' ? 'account' : 'number';
  const back = (
    <Button variant="default" loading={busy} onClick={() => onWant({ what: part, numberId: redirect.numberId, now: redirect.address })}>
      {t('webhooks.here')}
    </Button>
  );
  return <Callout tone="amber" actions={back}>{t('webhooks.redirected', { of, address: redirect.address })}</Callout>;
}
