import { Anchor, Select, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import { bridge } from '@/bridge/bridge';
import type { BridgeError } from '@/bridge/errors';
import type { Setup, Waba, WabaNumber } from '@/bridge/types';
import { isTroubled, troubleOf, useSaid } from '@/i18n/said';
import { Callout } from '@/ui/callout';
import { Refusal } from '@/ui/refusal';
import type { CaughtCodeProps } from './caught-code';
import { displayNameFault } from './display-name';
import { DisplayNameRules } from './display-name-rules';
import { StepLayout } from './frame';
import { LinkAccount } from './link-account';
import { twilio } from './model';
import { OtherNumbers } from './other-numbers';
import classes from './setup.module.css';


/** The second step: which account, and under which name. */
export interface ConnectStepProps {
  readonly setup: Setup;
  readonly wabas: readonly Waba[];
  readonly busy: boolean;
  readonly error: BridgeError | undefined;
  readonly onConnect: (wabaId: string, displayName: string) => void;
  /** Sets up another number than this one. */
  readonly onOther: (phone: string) => void;
  readonly code: CaughtCodeProps;
  readonly onBack: () => void;
}

/** Chooses or links the account at Meta and asks for the display name. */
export function ConnectStep({ setup, wabas, busy, error, onConnect, onBack, onOther, code }: ConnectStepProps): ReactElement {
  const { t } = useTranslation('setup');
  const say = useSaid();
  const [chosen, setChosen] = useState(setup.wabaId);
  const [linked, setLinked] = useState<readonly { id: string; name: string }[]>([]);
  const [linking, setLinking] = useState(false);
  const [displayName, setDisplayName] = useState(setup.displayName);
  const [touched, setTouched] = useState(false);
  const choices = [...wabas.filter((each) => !isTroubled(each)), ...linked.filter((each) => wabas.every((waba) => waba.id !== each.id || isTroubled(waba)))];
  // Whoever rents the number registers it, and catches its code, without another one's help.
  const renting = useRenting(setup.phone, choices);
  const account = chosen !== '' ? chosen : choices.length === 1 ? (choices[0]?.id ?? '') : (renting ?? '');
  const { known, others, isAsked } = useNumbers(account, setup.phone);
  // A name that stands at Meta already is not asked for again, whatever it looks like.
  const named = known !== undefined && known.verifiedName !== '';
  const name = named ? known.verifiedName : displayName;
  const fault = named ? undefined : displayNameFault(name);
  const isHalfTyped = fault === 'missing' || fault === 'tooShort';
  const showForm = linking || choices.length === 0;
  return (
    <StepLayout
      title={t('connect.title', { phone: setup.display })}
      lead={t('connect.lead')}
      saved
      onBack={onBack}
      onContinue={() => {
        setTouched(true);
        if (fault === undefined && account !== '') onConnect(account, name.trim());
      }}
      canContinue={account !== ''}
      busy={busy}
    >
      {choices.length > 0 && (
        <Select
          label={t('connect.account')}
          placeholder={t('connect.accountPlaceholder')}
          data={choices.map((each) => ({ value: each.id, label: each.name === '' ? each.id : `${each.name} · ${each.id}` }))}
          value={account === '' ? null : account}
          onChange={(value) => setChosen(value ?? '')}
          allowDeselect={false}
        />
      )}
      {renting !== undefined && account === renting && <Callout tone="ok">{t('connect.twilioOwned')}</Callout>}
      {renting !== undefined && account !== renting && account !== '' && <Callout>{t('connect.twilioRather')}</Callout>}
      {wabas.filter(isTroubled).map((each) => <Callout key={each.id} tone="amber">{`${each.name}: ${troubleOf(say, each)}`}</Callout>)}
      {choices.length === 0 && <Callout>{t('connect.none')}</Callout>}
      {showForm ? (
        <div className={classes.box}>
          <LinkAccount
            setupId={setup.id}
            code={code}
            onLinked={(found) => {
              setLinked([...linked, found]);
              setChosen(found.id);
              setLinking(false);
            }}
            onCancel={choices.length === 0 ? undefined : () => setLinking(false)}
          />
        </div>
      ) : (
        <div>
          <Anchor component="button" type="button" onClick={() => setLinking(true)}>
            {t('connect.linkNew')}
          </Anchor>
        </div>
      )}
      {known === undefined && <OtherNumbers phone={setup.display} numbers={others} onUse={onOther} />}
      {known !== undefined && <Callout tone="ok">{t(known.verified ? 'connect.knownVerified' : 'connect.known', { name: known.verifiedName })}</Callout>}
      <TextInput
        label={t('connect.displayName')}
        description={t('connect.displayNameHint')}
        value={name}
        onChange={(event) => setDisplayName(event.currentTarget.value)}
        onBlur={() => setTouched(displayName !== '')}
        error={fault !== undefined && (touched || !isHalfTyped) ? t(`fault.${fault}`) : undefined}
        disabled={named}
        required
        withAsterisk={false}
        maxLength={200}
      />
      {!named && <DisplayNameRules name={displayName} />}
      {isAsked && known === undefined && setup.moveFrom === undefined && <Callout>{t(account === renting ? 'connect.addsTwilio' : 'connect.addsMeta')}</Callout>}
      <Refusal error={error} fallback={t('failed')} />
    </StepLayout>
  );
}

/** The account at Twilio, when it rents the number; undefined otherwise. */
function useRenting(phone: string, accounts: readonly { readonly id: string; readonly provider?: string }[]): string | undefined {
  const at = accounts.find((each) => each.provider === twilio)?.id;
  const asked = useQuery({ queryKey: ['setup', 'carrierNumbers'], queryFn: () => bridge().setup.carrierNumbers(), enabled: at !== undefined, staleTime: 30_000 });
  return asked.data?.numbers.some((each) => each.carrier === twilio && each.phone === phone) === true ? at : undefined;
}

/** What the account says of this number at Meta, undefined while it is not known there, and of its others that are free. */
function useNumbers(wabaId: string, phone: string): { readonly known: WabaNumber | undefined; readonly others: readonly WabaNumber[]; readonly isAsked: boolean } {
  const asked = useQuery({ queryKey: ['setup', 'wabaNumbers', wabaId], queryFn: () => bridge().setup.wabaNumbers(wabaId), enabled: wabaId !== '', staleTime: 30_000 });
  const digits = (text: string): string => text.replace(/\D/g, '');
  const numbers = asked.data?.numbers ?? [];
  return { isAsked: asked.isSuccess, known: numbers.find((each) => digits(each.phone) === digits(phone)), others: numbers.filter((each) => digits(each.phone) !== digits(phone) && each.used === '' && each.elsewhere !== true) };
}
