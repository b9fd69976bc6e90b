import { Button, Select, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
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
import classes from './setup.module.css';

/** The account at the carrier: its state, or the form that links it. */
export function CarrierSection(): ReactElement {
  const { t } = useTranslation('setup');
  const queries = useQueryClient();
  const [replacing, setReplacing] = useState(false);
  const asked = useQuery({ queryKey: ['setup', 'carrier'], queryFn: () => bridge().setup.carrier() });
  const state = asked.data;
  const linked = (next: CarrierState): void => {
    queries.setQueryData(['setup', 'carrier'], next);
    void queries.invalidateQueries({ queryKey: ['setup', 'carrierNumbers'] });
    setReplacing(false);
  };
  return (
    <Section
      title={t('integrations.vonage.title')}
      text={t('integrations.vonage.text')}
      actions={state?.linked === true && !replacing ? <Button variant="default" onClick={() => setReplacing(true)}>{t('integrations.vonage.replace')}</Button> : undefined}
    >
      {asked.isError && <Refusal error={toBridgeError(asked.error)} fallback={t('failed')} />}
      {state !== undefined && <Standing state={state} />}
      {state !== undefined && (!state.linked || replacing) && <CarrierForm onLinked={linked} onCancel={replacing ? () => setReplacing(false) : undefined} />}
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
      {state.linked && !state.signed && <Callout tone="amber">{t('integrations.vonage.unsigned')}</Callout>}
      {state.linked && state.webhookUrl === '' && <Callout tone="amber">{t('integrations.vonage.webhookNone')}</Callout>}
      {state.webhookUrl !== '' && <CopyField label={t('integrations.vonage.webhook')} value={state.webhookUrl} copyLabel={t('integrations.copy')} copiedLabel={t('integrations.copied')} copy={copy.run} />}
      {copy.failed && <Callout tone="amber">{t('integrations.copyFailed')}</Callout>}
    </>
  );
}

const methods = ['md5hash', 'md5', 'sha1', 'sha256', 'sha512'] as const;

function CarrierForm({ onLinked, onCancel }: { readonly onLinked: (state: CarrierState) => void; readonly onCancel?: () => void }): ReactElement {
  const { t } = useTranslation('setup');
  const [key, setKey] = useState('');
  const [secret, setSecret] = useState('');
  const [signature, setSignature] = useState('');
  const [method, setMethod] = useState('sha256');
  const [tried, setTried] = useState(false);
  const act = useAct();
  const missing = (text: string): string | undefined => (tried && text.trim() === '' ? t('fault.missing') : undefined);
  const save = async (): Promise<void> => {
    setTried(true);
    if (key.trim() === '' || secret.trim() === '') return;
    const link = { provider: 'vonage', apiKey: key.trim(), apiSecret: secret.trim(), signatureSecret: signature.trim(), signatureMethod: method };
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
      <TextInput label={t('integrations.vonage.key')} description={t('integrations.vonage.where')} value={key} onChange={(event) => setKey(event.currentTarget.value)} error={missing(key)} autoComplete="off" maxLength={100} />
      <TextInput label={t('integrations.vonage.secret')} type="password" value={secret} onChange={(event) => setSecret(event.currentTarget.value)} error={missing(secret)} autoComplete="off" maxLength={200} />
      <TextInput label={t('integrations.vonage.signature')} description={t('integrations.vonage.signatureHint')} type="password" value={signature} onChange={(event) => setSignature(event.currentTarget.value)} autoComplete="off" maxLength={200} />
      <Select label={t('integrations.vonage.method')} data={[...methods]} value={method} onChange={(value) => setMethod(value ?? 'sha256')} allowDeselect={false} disabled={signature.trim() === ''} />
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
