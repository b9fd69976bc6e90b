import { Button, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import { bridge } from '@/bridge/bridge';
import type { CarrierState, Waba } from '@/bridge/types';
import { useLocale } from '@/i18n/locale';
import { isTroubled, troubleOf, useSaid } from '@/i18n/said';
import { useNow } from '@/lib/clock';
import { ago } from '@/lib/time';
import { useDesk } from '@/stores/desk';
import { useAct } from '@/stores/use-act';
import { Callout } from '@/ui/callout';
import { Chip } from '@/ui/chip';
import { Section } from '@/ui/page';
import { Refusal } from '@/ui/refusal';
import { LastUse } from './last-use';
import { accountFault, keyFault, twilio } from './model';
import { Prerequisites } from './prerequisites';
import classes from './setup.module.css';
import { Unlink } from './unlink';

/** What the Twilio section is given: its state, and who hears of a new one. */
export interface TwilioSectionProps {
  readonly state: CarrierState;
  readonly onLinked: (state: CarrierState) => void;
}

/** The account at Twilio: the numbers that it rents, the WhatsApp senders that it carries, or the form that links it. */
export function TwilioSection({ state, onLinked }: TwilioSectionProps): ReactElement {
  const { t } = useTranslation('setup');
  const [replacing, setReplacing] = useState(false);
  const table = useDesk((desk) => desk.wabas);
  const accounts = [...table.values()].filter((each) => each.provider === twilio);
  return (
    <Section
      title={t('integrations.twilio.title')}
      text={t('integrations.twilio.text')}
      actions={
        state.linked && !replacing ? (
          <>
            <Button variant="default" onClick={() => setReplacing(true)}>
              {t('integrations.twilio.replace')}
            </Button>
            <Unlink what={{ kind: 'carrier', id: state.provider, name: t('integrations.twilio.title') }} onDone={() => onLinked({ ...state, linked: false, signed: false })} />
          </>
        ) : undefined
      }
    >
      <div className={classes.actions}>
        <Chip tone={state.linked ? 'ok' : 'plain'}>{state.linked ? t('integrations.twilio.linked') : t('integrations.twilio.notLinked')}</Chip>
      </div>
      {state.linked && <LastUse of={`carrier/${state.provider}`} />}
      {state.webhookUrl === '' && <Callout tone="amber">{t('integrations.twilio.webhookNone')}</Callout>}
      <Prerequisites way="twilio" />
      {accounts.map((each) => (
        <AccountCard key={each.id} account={each} />
      ))}
      {(!state.linked || replacing) && (
        <TwilioForm
          onLinked={(next) => {
            onLinked(next);
            setReplacing(false);
          }}
          onCancel={replacing ? () => setReplacing(false) : undefined}
        />
      )}
    </Section>
  );
}

/** An account that is linked: when its login was proven last, its templates, what is wrong with it. */
function AccountCard({ account }: { readonly account: Waba }): ReactElement {
  const { t } = useTranslation('setup');
  const locale = useLocale();
  const now = useNow();
  const say = useSaid();
  const [done, setDone] = useState<'checked' | 'pulled'>();
  const act = useAct();
  const check = async (): Promise<void> => {
    setDone(undefined);
    const answer = await act.run(() => bridge().setup.verifyWaba({ appId: account.appId, wabaId: account.id, token: '' }));
    if (answer !== undefined && !isTroubled(answer.value)) setDone('checked');
  };
  const pull = async (): Promise<void> => {
    setDone(undefined);
    if ((await act.run(() => bridge().setup.pullTemplates(account.id))) !== undefined) setDone('pulled');
  };
  return (
    <div className={`${classes.box} ${classes.form}`} role="group" aria-label={account.name}>
      <div className={classes.actions}>
        <strong dir="auto">{account.name}</strong>
        <span className="code">{account.id}</span>
        {isTroubled(account) ? <Chip tone="red">{t('integrations.wabas.problem')}</Chip> : <Chip tone="ok">{t('integrations.wabas.verified', { time: ago(account.verifiedAt, now, locale) })}</Chip>}
        <Button variant="subtle" loading={act.busy} onClick={() => void check()} style={{ marginInlineStart: 'auto' }}>
          {t('integrations.wabas.checkAgain')}
        </Button>
        <Button variant="subtle" loading={act.busy} onClick={() => void pull()}>
          {t('integrations.wabas.pull')}
        </Button>
      </div>
      {isTroubled(account) && <Callout tone="amber">{troubleOf(say, account)}</Callout>}
      {done !== undefined && <Callout tone="ok">{t(done === 'pulled' ? 'integrations.wabas.pulled' : 'integrations.twilio.checked')}</Callout>}
      <Refusal error={act.error} fallback={t('failed')} />
    </div>
  );
}

/** Account SID and auth token, and an API key for whoever has one. */
function TwilioForm({ onLinked, onCancel }: { readonly onLinked: (state: CarrierState) => void; readonly onCancel?: () => void }): ReactElement {
  const { t } = useTranslation('setup');
  const queries = useQueryClient();
  const [account, setAccount] = useState('');
  const [token, setToken] = useState('');
  const [key, setKey] = useState('');
  const [secret, setSecret] = useState('');
  const [tried, setTried] = useState(false);
  const act = useAct();
  const faults = {
    account: accountFault(account),
    token: token.trim() === '' ? ('missing' as const) : undefined,
    key: keyFault(key, secret),
    secret: key.trim() !== '' && secret.trim() === '' ? ('missing' as const) : undefined,
  };
  const shown = (fault: 'missing' | 'twilioAccount' | 'twilioKey' | undefined): string | undefined => (tried && fault !== undefined ? t(`fault.${fault}`) : undefined);
  const save = async (): Promise<void> => {
    setTried(true);
    if (Object.values(faults).some((each) => each !== undefined)) return;
    const link = { provider: twilio, account: account.trim(), apiKey: key.trim(), apiSecret: secret.trim(), signatureSecret: token.trim(), signatureMethod: '' };
    const answer = await act.run(() => bridge().setup.linkCarrier(link));
    if (answer === undefined) return;
    void queries.invalidateQueries({ queryKey: ['setup'] });
    onLinked(answer.value);
  };
  return (
    <form
      className={`${classes.box} ${classes.form}`}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <TextInput label={t('integrations.twilio.account')} description={t('integrations.twilio.where')} value={account} onChange={(event) => setAccount(event.currentTarget.value)} error={shown(faults.account)} autoComplete="off" spellCheck={false} maxLength={60} />
      <TextInput label={t('integrations.twilio.token')} description={t('integrations.twilio.tokenHint')} type="password" value={token} onChange={(event) => setToken(event.currentTarget.value)} error={shown(faults.token)} autoComplete="off" maxLength={200} />
      <TextInput label={t('integrations.twilio.key')} description={t('integrations.twilio.keyHint')} value={key} onChange={(event) => setKey(event.currentTarget.value)} error={shown(faults.key)} autoComplete="off" spellCheck={false} maxLength={60} />
      <TextInput label={t('integrations.twilio.secret')} description={t('integrations.twilio.secretHint')} type="password" value={secret} onChange={(event) => setSecret(event.currentTarget.value)} error={shown(faults.secret)} autoComplete="off" maxLength={200} />
      <Refusal error={act.error} fallback={t('failed')} />
      <div className={classes.actions}>
        <Button type="submit" loading={act.busy}>
          {t('integrations.twilio.save')}
        </Button>
        {onCancel !== undefined && (
          <Button variant="default" onClick={onCancel}>
            {t('integrations.wabas.cancel')}
          </Button>
        )}
      </div>
    </form>
  );
}
