import { Select } from '@mantine/core';
import { type ReactElement, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import type { BridgeError } from '@/bridge/errors';
import type { BusinessProfile, Setup } from '@/bridge/types';
import { Refusal } from '@/ui/refusal';
import { StepLayout } from './frame';
import { Logo } from './logo-field';
import { draftFaults, draftOfSetup, isBlank, type ProfileDraft } from './profile-draft';
import { ProfileFields } from './profile-fields';
import classes from './setup.module.css';

/** What the step comes to: a profile that is there, a new one, or none. */
export type ProfileChoice = { readonly kind: 'none' } | { readonly kind: 'existing'; readonly id: string } | { readonly kind: 'new'; readonly draft: ProfileDraft };

/** The fifth step: what customers see. */
export interface ProfileStepProps {
  readonly setup: Setup;
  readonly profiles: readonly BusinessProfile[];
  readonly busy: boolean;
  readonly error: BridgeError | undefined;
  readonly onSave: (choice: ProfileChoice) => void;
  readonly onBack: () => void;
}

const newOne = ' new';

/** Chooses the business profile of the number, or makes one. */
export function ProfileStep({ setup, profiles, busy, error, onSave, onBack }: ProfileStepProps): ReactElement {
  const { t } = useTranslation('setup');
  const [chosen, setChosen] = useState(setup.profileId === '' ? newOne : setup.profileId);
  const [draft, setDraft] = useState(() => draftOfSetup(setup));
  const existing = profiles.find((each) => each.id === chosen);
  const blank = isBlank(draft);
  const faults = blank ? {} : draftFaults(draft, profiles);
  const save = (): void => {
    if (existing !== undefined) onSave({ kind: 'existing', id: existing.id });
    else if (blank) onSave({ kind: 'none' });
    else if (Object.keys(faults).length === 0) onSave({ kind: 'new', draft });
  };
  return (
    <StepLayout title={t('profile.title')} lead={t('profile.lead')} saved onBack={onBack} onContinue={save} busy={busy}>
      {profiles.length > 0 && (
        <Select
          label={t('profile.choose')}
          description={t('profile.chooseHint')}
          data={[{ value: newOne, label: t('profile.new') }, ...profiles.map((each) => ({ value: each.id, label: each.name }))]}
          value={existing === undefined ? newOne : existing.id}
          onChange={(value) => setChosen(value ?? newOne)}
          allowDeselect={false}
        />
      )}
      {existing === undefined ? <ProfileFields draft={draft} faults={faults} onChange={setDraft} /> : <Chosen profile={existing} />}
      <Refusal error={error} fallback={t('failed')} />
    </StepLayout>
  );
}

function Chosen({ profile: { profile, picture } }: { readonly profile: BusinessProfile }): ReactElement {
  const { t } = useTranslation('setup');
  const lines = [profile.about, profile.description, profile.address, profile.email, ...profile.websites].filter((each) => each !== '');
  return (
    <div className={classes.chosenProfile}>
      <Logo picture={picture} />
      <div>
        {lines.length === 0 && <p>{t('profile.blank')}</p>}
        {lines.map((each, index) => (
          <p key={`${index} ${each}`} dir="auto">
            {each}
          </p>
        ))}
      </div>
    </div>
  );
}
