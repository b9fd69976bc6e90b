import { Anchor, PasswordInput, Select, TextInput } from '@mantine/core';
import { type ReactElement, type ReactNode, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import type { BridgeError } from '@/bridge/errors';
import type { BusinessNumber, BusinessProfile, Inbox, Setup } from '@/bridge/types';
import { useLocale } from '@/i18n/locale';
import { isTroubled, troubleOf, useSaid } from '@/i18n/said';
import { writePairs } from '@/lib/channel-rules';
import { exactTime } from '@/lib/time';
import { useDesk } from '@/stores/desk';
import { isUnattended } from '@/stores/selectors';
import { useMe } from '@/stores/session';
import { Callout } from '@/ui/callout';
import { Refusal } from '@/ui/refusal';
import { FinishProgress } from './finish-progress';
import { StepLayout } from './frame';
import { pinFault, type Step, twilio } from './model';
import classes from './setup.module.css';
import summaryClasses from './summary.module.css';

/** Where the number's messages go: to an inbox, to a new one, or nowhere for now. */
export type InboxChoice = { readonly kind: 'none' } | { readonly kind: 'existing'; readonly id: string } | { readonly kind: 'new'; readonly name: string } | { readonly kind: 'agent'; readonly id: string };

/** The last step. */
export interface SummaryStepProps {
  readonly setup: Setup;
  readonly inboxes: readonly Inbox[];
  readonly numbers: readonly BusinessNumber[];
  /** The profile that was chosen, undefined for none. */
  readonly profile: BusinessProfile | undefined;
  readonly busy: boolean;
  readonly error: BridgeError | undefined;
  readonly onEdit: (step: Step) => void;
  readonly onFinish: (inbox: InboxChoice, pin: string) => void;
  readonly onBack: () => void;
}

const noInbox = ' none';
const newInbox = ' new';
const ofAgent = ' agent';

/** Everything once more, the inbox, the PIN, and Finish. */
export function SummaryStep({ setup, inboxes, numbers, profile, busy, error, onEdit, onFinish, onBack }: SummaryStepProps): ReactElement {
  const { t } = useTranslation('setup');
  const say = useSaid();
  const [inbox, setInbox] = useState(setup.agentId !== '' ? ofAgent : setup.inboxId === '' ? noInbox : setup.inboxId);
  const [newName, setNewName] = useState(setup.name);
  const [pin, setPin] = useState('');
  const [tried, setTried] = useState(false);
  const begun = setup.step === 'finish';
  const atTwilio = useDesk((desk) => desk.wabas.get(setup.wabaId)?.provider === twilio);
  const forGood = atTwilio ? 'twilio' : setup.noPin === true ? 'onPhone' : 'meta';
  // The PIN is used by the first step only; going on after it needs none.
  const needsPin = setup.noPin !== true && !setup.finishDone.includes('register');
  const fault = needsPin ? pinFault(pin) : undefined;
  const finish = (): void => {
    setTried(true);
    if (fault !== undefined || (inbox === newInbox && newName.trim() === '')) return;
    onFinish(choiceOf(inbox, newName.trim(), setup.agentId), pin);
  };
  const users = useDesk((desk) => desk.users);
  const me = useMe();
  const chosen = inboxes.find((each) => each.id === inbox);
  const unattended = inbox === newInbox ? isUnattended({ members: [me], cut: false }, users) : chosen !== undefined && isUnattended(chosen, users);
  const taken = (each: Inbox): string => numbers.find((number) => number.id === each.numberId)?.name ?? '';
  const options = [
    { value: noInbox, label: t('summary.inboxNone') },
    { value: newInbox, label: t('summary.inboxNew') },
    ...(setup.agentId === '' ? [] : [{ value: ofAgent, label: t('summary.inboxOfAgent', { agent: users.get(setup.agentId)?.name ?? '' }) }]),
    ...inboxes.map((each) => ({
      value: each.id,
      label: each.numberId === '' ? each.name : `${each.name} · ${t('summary.inboxTaken', { number: taken(each) })}`,
      disabled: each.numberId !== '' && each.numberId !== setup.numberId,
    })),
  ];
  return (
    <StepLayout title={t('summary.title')} lead={t('summary.lead')} saved onBack={begun ? undefined : onBack} onContinue={finish} continueLabel={begun ? t('summary.again') : t('summary.finish')} busy={busy}>
      {(begun || busy) && <FinishProgress setup={setup} busy={busy} />}
      {!busy && begun && isTroubled(setup) && (
        <Callout tone="red" code={setup.problemCode === 0 ? undefined : t('summary.metaCode', { code: setup.problemCode })}>
          {troubleOf(say, setup)}
        </Callout>
      )}
      <Facts setup={setup} chosen={profile} onEdit={onEdit} locked={begun} />
      <div className={classes.pair}>
        <Select label={t('summary.inbox')} description={t('summary.inboxHint')} data={options} value={inbox} onChange={(value) => setInbox(value ?? noInbox)} allowDeselect={false} />
        {needsPin && (
          <PasswordInput
            label={t('summary.pin')}
            description={t('summary.pinHint')}
            value={pin}
            onChange={(event) => setPin(event.currentTarget.value.replace(/\D/g, '').slice(0, 6))}
            error={fault !== undefined && tried ? t(`fault.${fault}`) : undefined}
            inputMode="numeric"
            autoComplete="off"
            visibilityToggleButtonProps={{ 'aria-label': t('summary.showPin'), tabIndex: 0 }}
          />
        )}
        {inbox === newInbox && (
          <TextInput
            label={t('summary.inboxNewName')}
            value={newName}
            onChange={(event) => setNewName(event.currentTarget.value)}
            error={newName.trim() === '' ? t('fault.missing') : undefined}
            maxLength={60}
          />
        )}
      </div>
      {!begun && setup.moveFrom === undefined && <Callout>{t(`summary.forGood.${forGood}`)}</Callout>}
      {unattended && <Callout tone="amber">{t(inbox === newInbox ? 'summary.newUnattended' : 'summary.inboxUnattended')}</Callout>}
      <Refusal error={error} fallback={t('failed')} />
    </StepLayout>
  );
}

function choiceOf(value: string, name: string, agent: string): InboxChoice {
  if (value === noInbox) return { kind: 'none' };
  if (value === newInbox) return { kind: 'new', name };
  return value === ofAgent ? { kind: 'agent', id: agent } : { kind: 'existing', id: value };
}

function Facts({ setup, chosen, onEdit, locked }: { readonly setup: Setup; readonly chosen: BusinessProfile | undefined; readonly onEdit: (step: Step) => void; readonly locked: boolean }): ReactElement {
  const { t } = useTranslation('setup');
  const locale = useLocale();
  const profile = chosen?.profile ?? setup.profile; // a set-up from before there were profiles has its own
  const shown = (text: string): string => (text === '' ? t('summary.empty') : text);
  const lines = [profile.about, profile.description, profile.address, profile.email, ...profile.websites].filter((each) => each !== '');
  const edit = (step: Step): (() => void) | undefined => (locked ? undefined : () => onEdit(step));
  return (
    <div className={summaryClasses.rows}>
      <Row title={t('steps.number')}>
        <strong dir="ltr">{setup.display}</strong>
        <span>{`${t('summary.verified')}: ${setup.verifiedAt > 0 ? exactTime(setup.verifiedAt, locale) : t('summary.empty')}`}</span>
      </Row>
      <Row title={t('steps.connect')}>
        <strong>{shown(setup.displayName)}</strong>
        <span className="code">{setup.wabaId}</span>
      </Row>
      <Row title={t('steps.settings')} onEdit={edit('settings')}>
        <strong>{shown(setup.name)}</strong>
        {setup.description !== '' && <span dir="auto">{setup.description}</span>}
        {setup.serviceName !== '' && <span>{setup.serviceName}</span>}
        {setup.dataSource.length > 0 && <span className="code">{writePairs(setup.dataSource)}</span>}
      </Row>
      <Row title={t('steps.profile')} onEdit={edit('profile')}>
        {chosen !== undefined && <strong dir="auto">{chosen.name}</strong>}
        {lines.length === 0 && chosen === undefined ? <span>{t('summary.empty')}</span> : lines.map((each) => <span key={each} dir="auto">{each}</span>)}
      </Row>
    </div>
  );
}

function Row({ title, onEdit, children }: { readonly title: string; readonly onEdit?: () => void; readonly children: ReactNode }): ReactElement {
  const { t } = useTranslation('setup');
  return (
    <div className={summaryClasses.row}>
      <h3>{title}</h3>
      <div className={summaryClasses.facts}>{children}</div>
      {onEdit !== undefined && (
        <Anchor component="button" type="button" aria-label={t('summary.editNamed', { section: title })} onClick={onEdit}>
          {t('summary.edit')}
        </Anchor>
      )}
    </div>
  );
}
