import { PasswordInput, Select, Switch, TextInput } from '@mantine/core';
import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from '@/lib/texts';
import { useDesk } from '@/stores/desk';
import { mayHandle } from '@/stores/selectors';
import type { ConnectDraft } from './connect-model';
import { displayNameFault } from './display-name';
import { DisplayNameRules } from './display-name-rules';

/** The fields that every way has. */
export interface AssignProps {
  readonly draft: ConnectDraft;
  readonly onChange: (part: Partial<ConnectDraft>) => void;
  readonly needsPin: boolean;
  /** Whether the name is asked of Meta: the number is new there. */
  readonly isNew: boolean;
  readonly nameFault: ReactNode;
  readonly assignedFault: ReactNode;
  readonly pinFault: ReactNode;
}

/** The name, whether the number is active, and who gets its messages then. */
export function Assign({ draft, onChange, needsPin, isNew, nameFault, assignedFault, pinFault }: AssignProps): ReactElement {
  const { t } = useTranslation('newNumber');
  const { t: tSetup } = useTranslation('setup');
  const choices = useChoices();
  // Not before something was typed: an empty form has no mistakes yet.
  const found = draft.name === '' ? undefined : displayNameFault(draft.name);
  const typedFault = found === undefined || found === 'tooShort' ? undefined : tSetup(`fault.${found}`);
  return (
    <>
      <TextInput label={t('name')} description={t('nameHint')} value={draft.name} onChange={(event) => onChange({ name: event.currentTarget.value })} error={nameFault ?? typedFault} autoComplete="off" maxLength={120} />
      {isNew && <DisplayNameRules name={draft.name} />}
      <Switch label={t('active')} description={t('activeHint')} checked={draft.active} onChange={(event) => onChange({ active: event.currentTarget.checked })} />
      {draft.active && (
        <Select
          label={t('assigned')}
          description={t('assignedHint')}
          placeholder={t('assignedPlaceholder')}
          data={choices}
          value={draft.assigned === '' ? null : draft.assigned}
          onChange={(value) => onChange({ assigned: (value ?? '') as ConnectDraft['assigned'] })}
          error={assignedFault}
          searchable
        />
      )}
      {needsPin && (
        <PasswordInput
          label={t('pin')}
          description={t('pinHint')}
          value={draft.pin}
          onChange={(event) => onChange({ pin: event.currentTarget.value.replace(/\D/g, '').slice(0, 6) })}
          error={pinFault}
          inputMode="numeric"
          autoComplete="off"
          visibilityToggleButtonProps={{ 'aria-label': t('showPin'), tabIndex: 0 }}
        />
      )}
    </>
  );
}

interface Group {
  readonly group: string;
  readonly items: { value: string; label: string; disabled?: boolean }[];
}

/** People who have WhatsApp, and inboxes that have no number yet. */
function useChoices(): Group[] {
  const { t } = useTranslation('newNumber');
  const users = useDesk((desk) => desk.users);
  const inboxes = useDesk((desk) => desk.inboxes);
  const agents = [...users.values()].filter(mayHandle).map((each) => ({ value: `agent:${each.id}`, label: each.name }));
  const boxes = [...inboxes.values()].filter((each) => each.type !== 'sms').map((each) => ({ value: `inbox:${each.id}`, label: each.numberId === '' ? each.name : t('inboxTaken', { inbox: each.name }), disabled: each.numberId !== '' }));
  return [
    { group: t('agents'), items: agents },
    { group: t('inboxes'), items: boxes },
  ].filter((each) => each.items.length > 0);
}
