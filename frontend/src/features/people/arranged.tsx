import { Input, MultiSelect, Select } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from '@/lib/texts';
import type { Outbound, Place, Presence, Role } from '@/bridge/types';
import { useAwayReasons } from '@/i18n/away-reasons';
import { presences } from '@/lib/lists';
import { useDesk } from '@/stores/desk';
import { useOwnReasons } from '@/stores/selectors';
import { WholeField } from '@/ui/whole-field';
import classes from './people.module.css';
import { levelFits, levels, placesIn } from './places';

interface PlacesProps {
  readonly value: readonly Place[];
  readonly onChange: (value: readonly Place[]) => void;
  readonly disabled?: boolean;
  /** Why nobody can be put into an inbox now, or ''. */
  readonly error?: string;
}

/** In which inboxes somebody is, and their level in each. */
export function PlacesField({ value, onChange, disabled = false, error = '' }: PlacesProps): ReactElement {
  const { t } = useTranslation('people');
  const inboxes = useDesk((desk) => desk.inboxes);
  const data = [...inboxes.values()].map((each) => ({ value: each.id, label: each.name })).sort((a, b) => a.label.localeCompare(b.label));
  if (data.length === 0) return <Input.Wrapper label={t('places.inboxes')} description={t('places.noInbox')} labelElement="div" />;
  return (
    <>
      <MultiSelect
        label={t('places.inboxes')}
        description={t('places.inboxesHint')}
        data={data}
        value={value.map((each) => each.inboxId)}
        onChange={(ids) => onChange(placesIn(value, ids))}
        error={error === '' ? undefined : error}
        disabled={disabled}
        searchable
        hidePickedOptions
        nothingFoundMessage={t('places.noOther')}
      />
      {value.length > 0 && (
        <Input.Wrapper label={t('places.levels')} description={t('places.levelsHint')} labelElement="div">
          <ul className={classes.levels}>
            {value.map((each) => (
              <li key={each.inboxId}>
                <bdi>{inboxes.get(each.inboxId)?.name ?? each.inboxId}</bdi>
                <WholeField
                  aria-label={t('places.levelIn', { name: inboxes.get(each.inboxId)?.name ?? '' })}
                  value={each.level}
                  onChange={(level) => onChange(value.map((one) => (one === each ? { ...one, level } : one)))}
                  min={levels.least}
                  max={levels.most}
                  error={levelFits(each.level) ? undefined : t('places.levelFault')}
                  disabled={disabled}
                />
              </li>
            ))}
          </ul>
        </Input.Wrapper>
      )}
    </>
  );
}

interface OutboundProps {
  readonly value: Outbound;
  readonly role: Role;
  readonly onChange: (value: Outbound) => void;
  readonly disabled?: boolean;
}

/** From which numbers somebody may begin conversations. */
export function OutboundField({ value, role, onChange, disabled = false }: OutboundProps): ReactElement {
  const { t } = useTranslation('people');
  const numbers = useDesk((desk) => desk.numbers);
  const data = [...numbers.values()].map((each) => ({ value: each.id, label: each.name === '' ? each.phone : each.name })).sort((a, b) => a.label.localeCompare(b.label));
  const usual = role === 'agent' ? t('outbound.usualAgent') : t('outbound.usualSupervisor');
  return (
    <>
      <Select
        label={t('outbound.label')}
        description={t('outbound.hint')}
        data={[{ value: 'usual', label: usual }, { value: 'only', label: t('outbound.only') }]}
        value={value.only ? 'only' : 'usual'}
        onChange={(chosen) => onChange({ ...value, only: chosen === 'only' })}
        allowDeselect={false}
        disabled={disabled}
      />
      {value.only && (
        <MultiSelect
          label={t('outbound.numbers')}
          description={value.numbers.length === 0 ? t('outbound.none') : undefined}
          data={data}
          value={value.numbers.filter((each) => numbers.has(each))}
          onChange={(chosen) => onChange({ only: true, numbers: chosen })}
          disabled={disabled}
          searchable
          hidePickedOptions
          nothingFoundMessage={t('outbound.noOther')}
        />
      )}
    </>
  );
}

interface BeginsProps {
  readonly presence: Presence;
  readonly reason: string;
  readonly onPresence: (presence: Presence) => void;
  readonly onReason: (reason: string) => void;
}

/** The presence with which somebody begins, and why they are away. */
export function BeginsField({ presence, reason, onPresence, onReason }: BeginsProps): ReactElement {
  const { t } = useTranslation('people');
  const reasons = useAwayReasons(useOwnReasons());
  return (
    <>
      <Select label={t('begins.label')} description={t('begins.hint')} data={presences.map((each) => ({ value: each, label: t(`presence.${each}`) }))} value={presence} onChange={(value) => onPresence(value ?? 'online')} allowDeselect={false} />
      {presence === 'away' && <Select label={t('begins.reason')} data={[{ value: '', label: t('editor.noReason') }, ...reasons.map((each) => ({ value: each, label: each }))]} value={reason} onChange={(value) => onReason(value ?? '')} allowDeselect={false} />}
    </>
  );
}
