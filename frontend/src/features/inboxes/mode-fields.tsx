import { Input, Radio, Stack } from '@mantine/core';
import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from '@/lib/texts';
import type { PutInbox } from '@/bridge/types';
import { oneOf } from '@/lib/known';
import { modes } from '@/lib/lists';
import { useDesk } from '@/stores/desk';
import { WholeField } from '@/ui/whole-field';
import { asksFor, hundred, type InboxFaults, levelIn, timeOffline, timeToAccept, withLevel } from './model';
import type { InboxField } from './rebase';
import classes from './mode-fields.module.css';

interface Props {
  readonly draft: PutInbox;
  readonly faults: InboxFaults;
  readonly put: (change: Partial<PutInbox>) => void;
  /** What stands beneath a field that somebody else changed, too. */
  readonly beneath: (field: InboxField) => ReactNode;
}

/** How the inbox hands out conversations. */
export function ModeField({ draft, put }: Pick<Props, 'draft' | 'put'>): ReactElement {
  const { t } = useTranslation('inboxes');
  return (
    <Radio.Group label={t('editor.mode')} value={draft.mode} onChange={(value) => put({ mode: oneOf(modes, value) ?? draft.mode })}>
      <Stack gap="sm" mt="xs">
        {modes.map((each) => (
          <Radio key={each} value={each} label={t(`mode.${each}`)} description={t(`modeHint.${each}`)} />
        ))}
      </Stack>
    </Radio.Group>
  );
}

/** What the chosen mode asks for beside the agents. */
export function ModeSettings({ draft, faults, put, beneath }: Props): ReactElement {
  const { t } = useTranslation('inboxes');
  return (
    <>
      {asksFor(draft.mode, 'levels') && draft.members.length > 0 && <Levels draft={draft} faults={faults} put={put} />}
      {asksFor(draft.mode, 'levels') && beneath('levels')}
      {asksFor(draft.mode, 'dials') && (
        <WholeNumber
          label={t('editor.dials')}
          description={t('editor.dialsHint')}
          value={draft.dials ?? hundred.least}
          onChange={(dials) => put({ dials })}
          limits={hundred}
          error={faults.dials === undefined ? undefined : t('editor.fault.level')}
        />
      )}
      {asksFor(draft.mode, 'dials') && beneath('dials')}
      {asksFor(draft.mode, 'reassignSeconds') && (
        <WholeNumber
          label={t('editor.time')}
          description={t('editor.timeHint')}
          value={draft.reassignSeconds}
          onChange={(reassignSeconds) => put({ reassignSeconds })}
          limits={timeToAccept}
          error={faults.time === undefined ? undefined : t('editor.fault.time')}
        />
      )}
      {asksFor(draft.mode, 'reassignSeconds') && beneath('reassignSeconds')}
      <WholeNumber
        label={t('editor.capacity')}
        description={t('editor.capacityHint')}
        value={draft.capacity ?? Number.NaN}
        onChange={(capacity) => put({ capacity })}
        limits={hundred}
        error={faults.capacity === undefined ? undefined : t('editor.fault.capacity')}
      />
      {beneath('capacity')}
      <WholeNumber
        label={t('editor.grace')}
        description={t('editor.graceHint')}
        value={draft.graceMinutes ?? timeOffline.usual}
        onChange={(graceMinutes) => put({ graceMinutes })}
        limits={timeOffline}
        error={faults.grace === undefined ? undefined : t('editor.fault.grace')}
      />
      {beneath('graceMinutes')}
    </>
  );
}

function Levels({ draft, faults, put }: Omit<Props, 'beneath'>): ReactElement {
  const { t } = useTranslation('inboxes');
  const users = useDesk((desk) => desk.users);
  return (
    <Input.Wrapper label={t('editor.levels')} description={t('editor.levelsHint')} labelElement="div">
      <ul className={classes.levels}>
        {draft.members.map((id) => {
          const name = users.get(id)?.name ?? id;
          return (
            <li key={id} className={classes.level}>
              <bdi className={classes.name}>{name}</bdi>
              <WholeNumber
                ariaLabel={t('editor.levelOf', { name })}
                value={levelIn(draft.levels, id)}
                onChange={(level) => put({ levels: withLevel(draft.levels, id, level) })}
                limits={hundred}
                error={faults.levels?.includes(id) === true ? t('editor.fault.level') : undefined}
              />
            </li>
          );
        })}
      </ul>
    </Input.Wrapper>
  );
}

interface NumberProps {
  readonly label?: string;
  readonly ariaLabel?: string;
  readonly description?: string;
  readonly value: number;
  readonly onChange: (value: number) => void;
  readonly limits: { readonly least: number; readonly most: number };
  readonly error: string | undefined;
}

// NaN stands for an empty field: what was there is not put back while somebody types.
/** A field for a whole number within limits; what is not one is said beside it. */
export function WholeNumber({ label, ariaLabel, description, value, onChange, limits, error }: NumberProps): ReactElement {
  return (
    <WholeField
      label={label}
      aria-label={ariaLabel}
      description={description}
      value={value}
      onChange={onChange}
      error={error}
      min={limits.least}
      max={limits.most}
    />
  );
}
