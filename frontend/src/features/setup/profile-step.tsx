import { Select, Textarea, TextInput } from '@mantine/core';
import { type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { BridgeError } from '@/bridge/errors';
import type { Profile, Setup } from '@/bridge/types';
import { length } from '@/lib/channel-rules';
import { Refusal } from '@/ui/refusal';
import { StepLayout } from './frame';
import { profileFaults, profileLimits, verticals } from './model';
import classes from './setup.module.css';

/** The fifth step: what customers see. */
export interface ProfileStepProps {
  readonly setup: Setup;
  readonly busy: boolean;
  readonly error: BridgeError | undefined;
  readonly onSave: (profile: Profile) => void;
  readonly onBack: () => void;
}

/** The business profile, with Meta's limits counted. */
export function ProfileStep({ setup, busy, error, onSave, onBack }: ProfileStepProps): ReactElement {
  const { t } = useTranslation('setup');
  const [profile, setProfile] = useState<Profile>(setup.profile);
  const faults = profileFaults(profile);
  const put = (change: Partial<Profile>): void => setProfile({ ...profile, ...change });
  const site = (index: 0 | 1, value: string): void => put({ websites: index === 0 ? [value, profile.websites[1] ?? ''] : [profile.websites[0] ?? '', value] });
  const save = (): void => {
    if (Object.keys(faults).length === 0) onSave({ ...profile, websites: profile.websites.map((each) => each.trim()).filter((each) => each !== '') });
  };
  const reason = (field: keyof typeof faults): string | undefined => (faults[field] === undefined ? undefined : t(`fault.${faults[field]}`));
  const label = (field: 'about' | 'address' | 'description' | 'email'): ReactElement => (
    <>
      {t(`profile.${field}`)}
      <Counter used={length(profile[field])} limit={profileLimits[field]} />
    </>
  );
  return (
    <StepLayout title={t('profile.title')} lead={t('profile.lead')} saved onBack={onBack} onContinue={save} busy={busy}>
      <div className={classes.pair}>
        <TextInput className={classes.wide} label={label('about')} aria-label={t('profile.about')} labelProps={wideLabel} value={profile.about} onChange={(event) => put({ about: event.currentTarget.value })} error={reason('about')} />
        <Textarea className={classes.wide} label={label('description')} aria-label={t('profile.description')} labelProps={wideLabel} value={profile.description} onChange={(event) => put({ description: event.currentTarget.value })} error={reason('description')} autosize minRows={2} maxRows={6} />
        <TextInput label={label('address')} aria-label={t('profile.address')} labelProps={wideLabel} value={profile.address} onChange={(event) => put({ address: event.currentTarget.value })} error={reason('address')} />
        <TextInput label={label('email')} aria-label={t('profile.email')} labelProps={wideLabel} type="email" value={profile.email} onChange={(event) => put({ email: event.currentTarget.value })} error={reason('email')} />
        <TextInput label={t('profile.website1')} value={profile.websites[0] ?? ''} onChange={(event) => site(0, event.currentTarget.value)} error={reason('website1')} placeholder="https://" dir="ltr" />
        <TextInput label={t('profile.website2')} value={profile.websites[1] ?? ''} onChange={(event) => site(1, event.currentTarget.value)} error={reason('website2')} placeholder="https://" dir="ltr" />
        <Select
          label={t('profile.vertical')}
          placeholder={t('profile.verticalPlaceholder')}
          data={verticals.map((each) => ({ value: each, label: t(`profile.verticals.${each}`) }))}
          value={verticals.find((each) => each === profile.vertical) ?? null}
          onChange={(value) => put({ vertical: value ?? '' })}
          searchable
          clearable
        />
      </div>
      <Refusal error={error} fallback={t('failed')} />
    </StepLayout>
  );
}

const wideLabel = { style: { display: 'block' } } as const;

function Counter({ used, limit }: { readonly used: number; readonly limit: number }): ReactElement {
  const { t } = useTranslation('setup');
  return (
    <span className={classes.counter} data-over={used > limit || undefined} aria-hidden={used < limit * 0.8 || undefined}>
      {t('profile.used', { used, limit })}
    </span>
  );
}
