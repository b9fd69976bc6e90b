import { Anchor, Button, Loader, Select, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import type { TFunction } from 'i18next';
import { type ReactElement, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import { useLocation } from 'wouter';
import { bridge } from '@/bridge/bridge';
import type { BridgeError } from '@/bridge/errors';
import type { CarrierNumber, CheckedNumber, Setup } from '@/bridge/types';
import { useSaid } from '@/i18n/said';
import { paths, setupPath } from '@/lib/paths';
import { formatPhone } from '@/lib/phone';
import { Callout } from '@/ui/callout';
import { Refusal } from '@/ui/refusal';
import { StepLayout } from './frame';
import classes from './setup.module.css';

/** The first step: which number. */
export interface NumberStepProps {
  readonly setup: Setup | undefined;
  readonly busy: boolean;
  readonly error: BridgeError | undefined;
  readonly onBegin: (phone: string) => void;
  readonly onContinue: () => void;
  readonly onAnother: () => void;
}

/** Chooses a number, or shows the one that was chosen: it cannot change under a set-up. */
export function NumberStep(props: NumberStepProps): ReactElement {
  const { t } = useTranslation('setup');
  const { setup } = props;
  if (setup === undefined) return <Choose {...props} />;
  return (
    <StepLayout title={t('number.title')} lead={setup.display} saved onContinue={props.onContinue}>
      <Callout>{t('number.fixed', { display: setup.display })}</Callout>
      <div>
        <Button variant="default" onClick={props.onAnother}>
          {t('number.another')}
        </Button>
      </div>
    </StepLayout>
  );
}

function Choose({ busy, error, onBegin }: NumberStepProps): ReactElement {
  const { t } = useTranslation('setup');
  const { t: oneForm } = useTranslation('newNumber');
  const [, go] = useLocation();
  const [phone, setPhone] = useState('');
  const checked = useChecked(phone);
  const carriers = useQuery({ queryKey: ['setup', 'carriers'], queryFn: () => bridge().setup.carriers() });
  const linked = carriers.data?.carriers.some((each) => each.linked) === true;
  const numbers = useQuery({ queryKey: ['setup', 'carrierNumbers'], queryFn: () => bridge().setup.carrierNumbers(), enabled: linked });
  const owned = numbers.data?.numbers ?? [];
  const usable = checked.answer?.ok === true;
  return (
    <StepLayout
      title={t('number.title')}
      lead={t('number.lead')}
      saved={false}
      onContinue={() => onBegin(usable ? checked.answer.phone : phone.trim())}
      continueLabel={t('number.begin')}
      canContinue={usable || checked.insisting}
      busy={busy}
    >
      {carriers.isSuccess && !linked && (
        <Callout tone="amber" actions={<Anchor component="button" type="button" onClick={() => go(paths.integrations)}>{t('number.link')}</Anchor>}>
          {t('number.notLinked')}
        </Callout>
      )}
      {(carriers.isError || numbers.isError) && <Callout tone="amber">{t('number.ownedFailed')}</Callout>}
      {linked && !numbers.isError && (
        <Select
          label={t('number.owned')}
          placeholder={numbers.isPending ? t('number.checking') : owned.length === 0 ? t('number.ownedNone') : t('number.ownedPlaceholder')}
          data={owned.map((each) => ({ value: each.phone, label: ownedLabel(each, t('number.voiceOnly'), usedWords(t, each, each.used)), disabled: each.used !== '' }))}
          value={owned.some((each) => each.phone === phone) ? phone : null}
          onChange={(value) => setPhone(value ?? '')}
          disabled={owned.length === 0}
          searchable
          limit={100}
          rightSection={numbers.isPending ? <Loader size={14} /> : undefined}
        />
      )}
      <TextInput
        label={t('number.typed')}
        description={t('number.typedHint')}
        value={phone}
        onChange={(event) => setPhone(event.currentTarget.value)}
        error={checked.fault}
        inputMode="tel"
        autoComplete="off"
        data-autofocus
        maxLength={60}
        rightSection={checked.busy ? <Loader size={14} aria-label={t('number.checking')} /> : undefined}
      />
      <div className={classes.notes} aria-live="polite">
        {usable && (checked.answer.inUse === '' ? <Callout tone="ok">{t('number.usable', { display: checked.answer.display })}</Callout> : <InUse number={checked.answer} />)}
        {usable && checked.answer.notes.map((each) => <Callout key={each} tone="amber">{noteText(t, each)}</Callout>)}
      </div>
      {checked.suggestion !== '' && (
        <div>
          <Anchor component="button" type="button" onClick={() => setPhone(checked.suggestion)}>
            {t('number.suggestion', { number: checked.answer?.display ?? checked.suggestion })}
          </Anchor>
        </div>
      )}
      <p className={classes.quiet}>
        {`${oneForm('oneFormHint')} `}
        <Anchor component="button" type="button" onClick={() => go(paths.connectNumber)}>
          {oneForm('oneForm')}
        </Anchor>
      </p>
      {checked.insisting && <Callout tone="amber">{t('number.insist')}</Callout>}
      <Refusal error={checked.error ?? error} fallback={t('failed')} />
    </StepLayout>
  );
}

/** By what the number is in use; a set-up can be opened, which says whose it is and lets the person ask for it. */
function InUse({ number }: { readonly number: CheckedNumber }): ReactElement {
  const { t } = useTranslation('setup');
  const [, go] = useLocation();
  const setups = useQuery({ queryKey: ['setup', 'list'], queryFn: () => bridge().setup.list(), enabled: number.setUp === true, staleTime: 0 });
  const setup = setups.data?.setups.find((each) => each.phone === number.phone && each.step !== 'done');
  const open = setup === undefined ? undefined : (
    <Anchor component="button" type="button" onClick={() => go(setupPath(setup.id))}>
      {t('number.openSetUp')}
    </Anchor>
  );
  return (
    <Callout tone="amber" actions={open}>
      {t('number.inUse', { by: usedWords(t, number, number.inUse) })}
    </Callout>
  );
}

function ownedLabel(number: CarrierNumber, voiceOnly: string, used: string): string {
  // Twilio's list names no country.
  const remarks = [number.country, number.sms ? '' : voiceOnly, number.used === '' ? '' : used];
  return [formatPhone(number.phone), ...remarks.filter((each) => each !== '')].join(' · ');
}

/** By what a number is in use. An older relay says it of a set-up in English, in the place of the name. */
function usedWords(t: TFunction<'setup'>, { setUp, setUpBy }: Pick<CarrierNumber, 'setUp' | 'setUpBy'>, name: string): string {
  if (setUp !== true) return t('number.used', { name });
  return setUpBy === undefined || setUpBy === '' ? t('number.usedBySetUp') : t('number.usedBySetUpOf', { name: setUpBy });
}

const noteCodes = ['tollFree', 'ivr', 'virtual', 'landline', 'personal', 'shared', 'rewritten', 'unverified'] as const;

// An older relay sends a sentence of its own.
function noteText(t: (key: `number.note.${(typeof noteCodes)[number]}`) => string, note: string): string {
  const code = noteCodes.find((each) => each === note);
  return code === undefined ? note : t(`number.note.${code}`);
}

interface Checked {
  readonly answer: CheckedNumber | undefined;
  /** The reason beside the field. */
  readonly fault: string | undefined;
  /** What was probably meant; "" when nothing was. */
  readonly suggestion: string;
  /** No numbering plan knows it; the person may go on all the same. */
  readonly insisting: boolean;
  readonly busy: boolean;
  readonly error: BridgeError | undefined;
}

/** Asks the relay about what is typed, a moment after the last key. An answer to former text counts for nothing. */
function useChecked(phone: string): Checked {
  const [settled] = useDebouncedValue(phone.trim(), 250);
  const asked = useQuery<CheckedNumber, BridgeError>({
    queryKey: ['setup', 'check', settled],
    queryFn: () => bridge().setup.checkNumber(settled),
    enabled: settled !== '',
    staleTime: 30_000,
  });
  const say = useSaid();
  const current = settled !== '' && settled === phone.trim();
  const answer = current ? asked.data : undefined;
  return {
    answer,
    fault: answer?.ok === false ? say({ code: 'invalid', subcode: 'badNumber', params: { context: answer.reason }, message: answer.message }) : undefined,
    suggestion: answer?.ok === false ? answer.phone : '',
    insisting: answer?.ok === false && answer.reason === 'notValid',
    busy: phone.trim() !== '' && (!current || asked.isPending) && !asked.isError,
    error: current && asked.isError ? asked.error : undefined,
  };
}
