import { Select, Textarea, TextInput } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from '@/lib/texts';
import type { Profile } from '@/bridge/types';
import { length } from '@/lib/channel-rules';
import { LogoField } from './logo-field';
import { profileLimits, verticals } from './model';
import type { draftFaults, ProfileDraft } from './profile-draft';
import classes from './setup.module.css';

interface ProfileFieldsProps {
  readonly draft: ProfileDraft;
  readonly faults: ReturnType<typeof draftFaults>;
  readonly onChange: (draft: ProfileDraft) => void;
}

/** The fields of a business profile, with Meta's limits counted, and its logo. */
export function ProfileFields({ draft, faults, onChange }: ProfileFieldsProps): ReactElement {
  const { t } = useTranslation('setup');
  const { profile } = draft;
  const put = (change: Partial<Profile>): void => onChange({ ...draft, profile: { ...profile, ...change } });
  const site = (index: 0 | 1, value: string): void => put({ websites: index === 0 ? [value, profile.websites[1] ?? ''] : [profile.websites[0] ?? '', value] });
  const reason = (field: keyof typeof faults): string | undefined => (faults[field] === undefined ? undefined : t(`fault.${faults[field]}`));
  const label = (field: 'about' | 'address' | 'description' | 'email'): ReactElement => (
    <>
      {t(`profile.${field}`)}
      <Counter used={length(profile[field])} limit={profileLimits[field]} />
    </>
  );
  return (
    <div className={classes.pair}>
      <TextInput className={classes.wide} label={t('profile.name')} description={t('profile.nameHint')} value={draft.name} onChange={(event) => onChange({ ...draft, name: event.currentTarget.value })} error={reason('name')} maxLength={120} />
      <div className={classes.wide}>
        <LogoField picture={draft.picture} onChange={(picture) => onChange({ ...draft, picture })} />
      </div>
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
