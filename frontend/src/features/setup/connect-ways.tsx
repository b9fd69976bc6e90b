import { Radio, Select, Textarea, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from '@/lib/texts';
import { bridge } from '@/bridge/bridge';
import type { Waba } from '@/bridge/types';
import { isTroubled } from '@/i18n/said';
import { formatPhone } from '@/lib/phone';
import { Callout } from '@/ui/callout';
import type { ConnectDraft, KnownNumber } from './connect-model';
import { twilio } from './model';
import { PhoneIdForm } from './phone-id-form';
import classes from './setup.module.css';

/** What every way in is given. */
export interface WayProps {
  readonly draft: ConnectDraft;
  readonly onChange: (part: Partial<ConnectDraft>) => void;
  readonly wabas: readonly Waba[];
  /** The words beside the field of the account and of the number. */
  readonly accountFault: ReactNode;
  readonly phoneFault: ReactNode;
}

/** A number of an account, as the lists of Meta and Twilio have it. */
export interface ListedNumber extends KnownNumber {
  readonly phone: string;
  readonly name: string;
  readonly isFree: boolean;
}

/** The numbers of the chosen account at Meta or Twilio. */
export function useListed(account: Waba | undefined): { readonly numbers: readonly ListedNumber[]; readonly isBusy: boolean; readonly isFailed: boolean } {
  const isTwilio = account?.provider === twilio;
  const atMeta = useQuery({ queryKey: ['setup', 'wabaNumbers', account?.id ?? ''], queryFn: () => bridge().setup.wabaNumbers(account?.id ?? ''), enabled: account !== undefined, staleTime: 30_000 });
  const rented = useQuery({ queryKey: ['setup', 'carrierNumbers'], queryFn: () => bridge().setup.carrierNumbers(), enabled: isTwilio, staleTime: 30_000 });
  const senders = (atMeta.data?.numbers ?? []).map((each) => ({ phone: each.phone, name: each.verifiedName, verified: each.verified, registered: each.registered, isFree: each.used === '' && each.elsewhere !== true }));
  const others = (rented.data?.numbers ?? [])
    .filter((each) => isTwilio && each.carrier === twilio && senders.every((sender) => sender.phone !== each.phone))
    .map((each) => ({ phone: each.phone, name: '', verified: false, registered: false, isFree: each.used === '' }));
  return { numbers: [...senders, ...others], isBusy: atMeta.isFetching || rented.isFetching, isFailed: atMeta.isError || rented.isError };
}

/** A number of an account that is linked: from its list, or typed. */
export function LinkedWay({ draft, onChange, wabas, accountFault, phoneFault, listed }: WayProps & { readonly listed: ReturnType<typeof useListed> }): ReactElement {
  const { t } = useTranslation('newNumber');
  const choices = wabas.filter((each) => !isTroubled(each));
  return (
    <>
      {choices.length === 0 && <Callout tone="amber">{t('noAccount')}</Callout>}
      <Select
        label={t('account')}
        placeholder={t('accountPlaceholder')}
        data={choices.map((each) => ({ value: each.id, label: `${each.name === '' ? each.id : each.name} · ${t(each.provider === twilio ? 'twilio' : 'meta')}` }))}
        value={draft.wabaId === '' ? null : draft.wabaId}
        onChange={(value) => onChange({ wabaId: value ?? '', phone: '' })}
        error={accountFault}
        allowDeselect={false}
      />
      <Select
        label={t('listed')}
        placeholder={t(listed.isBusy ? 'listedBusy' : 'listedPlaceholder')}
        data={listed.numbers.map((each) => ({ value: each.phone, label: labelOf(each, t('taken')), disabled: !each.isFree }))}
        value={listed.numbers.some((each) => each.phone === draft.phone) ? draft.phone : null}
        onChange={(value) => onChange({ phone: value ?? '' })}
        disabled={listed.numbers.length === 0}
        searchable
        limit={100}
      />
      {listed.isFailed && <Callout tone="amber">{t('listedFailed')}</Callout>}
      <TextInput label={t('phone')} description={t('phoneHint')} value={draft.phone} onChange={(event) => onChange({ phone: event.currentTarget.value })} error={phoneFault} inputMode="tel" autoComplete="off" maxLength={60} />
    </>
  );
}

function labelOf(number: ListedNumber, taken: string): string {
  return [formatPhone(number.phone), number.name, number.isFree ? '' : taken].filter((each) => each !== '').join(' · ');
}

/** The number of a phone number ID, once it was proven with its token. */
export function PhoneIdWay({ draft, onChange, accountFault, phoneFault }: WayProps): ReactElement {
  const { t } = useTranslation('newNumber');
  const faults = [accountFault, phoneFault].filter((each) => each !== undefined);
  return (
    <>
      <div className={classes.box}>
        <PhoneIdForm onProven={(found) => onChange({ wabaId: found.waba.wabaId, phone: found.phone, ...(draft.name === '' && { name: found.verifiedName }) })} />
      </div>
      {faults.length > 0 && <Callout tone="red">{draft.phone === '' ? t('verifyFirst') : faults}</Callout>}
    </>
  );
}

/** Everything typed: the way that Meta phases out. */
export function ManualWay({ draft, onChange, accountFault, phoneFault, certificateFault }: WayProps & { readonly certificateFault: ReactNode }): ReactElement {
  const { t } = useTranslation('newNumber');
  return (
    <>
      <Callout tone="amber">{t('phasedOut')}</Callout>
      <TextInput label={t('wabaIdManual')} description={t('wabaIdManualHint')} value={draft.wabaId} onChange={(event) => onChange({ wabaId: event.currentTarget.value })} error={accountFault} inputMode="numeric" autoComplete="off" maxLength={60} />
      <div className={classes.pair}>
        <TextInput label={t('country')} description={t('countryHint')} value={draft.country} onChange={(event) => onChange({ country: event.currentTarget.value })} inputMode="tel" autoComplete="off" maxLength={8} />
        <TextInput label={t('national')} description={t('nationalHint')} value={draft.national} onChange={(event) => onChange({ national: event.currentTarget.value })} error={phoneFault} inputMode="tel" autoComplete="off" maxLength={60} />
      </div>
      <Textarea label={t('certificate')} description={t('certificateHint')} value={draft.certificate} onChange={(event) => onChange({ certificate: event.currentTarget.value })} error={certificateFault} autosize minRows={2} maxRows={5} maxLength={6000} spellCheck={false} />
    </>
  );
}

/** By SMS or by a call. */
export function MethodChoice({ draft, onChange }: Pick<WayProps, 'draft' | 'onChange'>): ReactElement {
  const { t } = useTranslation('newNumber');
  return (
    <Radio.Group label={t('method')} description={t('methodHint')} value={draft.method} onChange={(value) => onChange({ method: value === 'VOICE' ? 'VOICE' : 'SMS' })}>
      <div className={classes.actions}>
        <Radio value="SMS" label={t('bySms')} />
        <Radio value="VOICE" label={t('byVoice')} />
      </div>
    </Radio.Group>
  );
}
