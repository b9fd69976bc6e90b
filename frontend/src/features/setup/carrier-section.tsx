import { Button, Select, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import { bridge } from '@/bridge/bridge';
import { toBridgeError } from '@/bridge/errors';
import type { CarrierState } from '@/bridge/types';
import { useAct } from '@/stores/use-act';
import { useCopy } from '@/stores/use-copy';
import { Callout } from '@/ui/callout';
import { Chip } from '@/ui/chip';
import { CopyField } from '@/ui/copy-field';
import { Section } from '@/ui/page';
import { Refusal } from '@/ui/refusal';
import { LastUse } from './last-use';
import { twilio } from './model';
import { Prerequisites } from './prerequisites';
import classes from './setup.module.css';
import { TwilioSection } from './twilio-section';
import { Unlink } from './unlink';

/** The carriers that the relay can be linked with. One that this version has no words for is left out. */
export function Carriers(): ReactElement {
  const { t } = useTranslation('setup');
  const asked = useQuery({ queryKey: ['setup', 'carriers'], queryFn: () => bridge().setup.carriers() });
  if (asked.isError && asked.data === undefined) return <Refusal error={toBridgeError(asked.error)} fallback={t('failed')} />;
  return <>{asked.data?.carriers.map((state) => <Carrier key={state.provider} state={state} />)}</>;
}

function Carrier({ state }: { readonly state: CarrierState }): ReactElement | null {
  const linked = useLinked();
  if (state.provider === twilio) return <TwilioSection state={state} onLinked={linked} />;
  return state.provider === 'vonage' ? <Vonage state={state} /> : null;
}

/** Puts the new state of a carrier in the place of the one that is shown. */
function useLinked(): (next: CarrierState) => void {
  const queries = useQueryClient();
  return (next) => {
    queries.setQueryData(['setup', 'carriers'], (before: { carriers: CarrierState[] } | undefined) => ({
      carriers: (before?.carriers ?? []).map((each) => (each.provider === next.provider ? next : each)),
    }));
    void queries.invalidateQueries({ queryKey: ['setup', 'carrierNumbers'] });
    void queries.invalidateQueries({ queryKey: ['setup', 'uses'] });
  };
}

/** The account at Vonage: its state, or the form that links it. */
function Vonage({ state }: { readonly state: CarrierState }): ReactElement {
  const { t } = useTranslation('setup');
  const put = useLinked();
  const [replacing, setReplacing] = useState(false);
  const linked = (next: CarrierState): void => {
    put(next);
    setReplacing(false);
  };
  return (
    <Section
      title={t('integrations.vonage.title')}
      text={t('integrations.vonage.text')}
      actions={
        state.linked && !replacing ? (
          <>
            <Button variant="default" onClick={() => setReplacing(true)}>
              {t('integrations.vonage.replace')}
            </Button>
            <Unlink what={{ kind: 'carrier', id: state.provider, name: t('integrations.vonage.title') }} onDone={() => put({ ...state, linked: false, signed: false })} />
          </>
        ) : undefined
      }
    >
      <Standing state={state} />
      {(!state.linked || replacing) && <CarrierForm carrier={state} onLinked={linked} onCancel={replacing ? () => setReplacing(false) : undefined} />}
    </Section>
  );
}

function Standing({ state }: { readonly state: CarrierState }): ReactElement {
  const { t } = useTranslation('setup');
  const copy = useCopy();
  return (
    <>
      <div className={classes.actions}>
        <Chip tone={state.linked ? 'ok' : 'plain'}>{state.linked ? t('integrations.vonage.linked') : t('integrations.vonage.notLinked')}</Chip>
        {state.linked && state.signed && <Chip tone="ok">{t('integrations.vonage.signed')}</Chip>}
      </div>
      {state.linked && <LastUse of={`carrier/${state.provider}`} />}
      {state.linked && !state.signed && <Callout tone="amber">{t('integrations.vonage.unsigned')}</Callout>}
      {state.linked && state.webhookUrl === '' && <Callout tone="amber">{t('integrations.vonage.webhookNone')}</Callout>}
      {state.webhookUrl !== '' && <CopyField label={t('integrations.vonage.webhook')} value={state.webhookUrl} copyLabel={t('integrations.copy')} copiedLabel={t('integrations.copied')} copy={copy.run} />}
      {copy.failed && <Callout tone="amber">{t('integrations.copyFailed')}</Callout>}
    </>
  );
}

/** What is chosen at first; the relay's first one where it does not offer this. */
const usual = 'sha256';

function CarrierForm({ carrier, onLinked, onCancel }: { readonly carrier: CarrierState; readonly onLinked: (state: CarrierState) => void; readonly onCancel?: () => void }): ReactElement {
  const { t } = useTranslation('setup');
  const [key, setKey] = useState('');
  const [secret, setSecret] = useState('');
  const [signature, setSignature] = useState('');
  const first = carrier.methods.includes(usual) ? usual : (carrier.methods[0] ?? '');
  const [method, setMethod] = useState(first);
  const [tried, setTried] = useState(false);
  const act = useAct();
  const missing = (text: string): string | undefined => (tried && text.trim() === '' ? t('fault.missing') : undefined);
  const save = async (): Promise<void> => {
    setTried(true);
    if (key.trim() === '' || secret.trim() === '') return;
    const link = { provider: carrier.provider, apiKey: key.trim(), apiSecret: secret.trim(), signatureSecret: signature.trim(), signatureMethod: method };
    const answer = await act.run(() => bridge().setup.linkCarrier(link));
    if (answer !== undefined) onLinked(answer.value);
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
      <Prerequisites way="vonage" />
      <TextInput label={t('integrations.vonage.key')} description={t('integrations.vonage.where')} value={key} onChange={(event) => setKey(event.currentTarget.value)} error={missing(key)} autoComplete="off" maxLength={100} />
      <TextInput label={t('integrations.vonage.secret')} type="password" value={secret} onChange={(event) => setSecret(event.currentTarget.value)} error={missing(secret)} autoComplete="off" maxLength={200} />
      <TextInput label={t('integrations.vonage.signature')} description={t('integrations.vonage.signatureHint')} type="password" value={signature} onChange={(event) => setSignature(event.currentTarget.value)} autoComplete="off" maxLength={200} />
      <Select label={t('integrations.vonage.method')} data={carrier.methods} value={method} onChange={(value) => setMethod(value ?? first)} allowDeselect={false} disabled={signature.trim() === ''} />
      <Refusal error={act.error} fallback={t('failed')} />
      <div className={classes.actions}>
        <Button type="submit" loading={act.busy}>
          {t('integrations.vonage.save')}
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
