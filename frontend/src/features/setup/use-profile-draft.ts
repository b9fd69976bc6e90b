/** The form of a profile: kept as it is typed, until it is saved or discarded. */
import { useMemo, useState } from 'react';
import type { BusinessProfile } from '@/bridge/types';
import { formName } from '@/stores/forms';
import { useKeptForm } from '@/stores/kept-form';
import { draftOf, newDraft, type ProfileDraft } from './profile-draft';

/** A profile's form. */
export interface ProfileEdit {
  readonly draft: ProfileDraft;
  /** Whether it was begun before, and not saved. */
  readonly found: boolean;
  readonly change: (draft: ProfileDraft) => void;
  readonly forget: () => void;
}

/** The form of a profile, or of a new one. A logo is chosen with a click, and is too large to be written down with each letter: it is not kept. */
export function useProfileDraft(profile: BusinessProfile | undefined): ProfileEdit {
  const now = useMemo(() => (profile === undefined ? newDraft('') : draftOf(profile)), [profile]);
  const begins = useMemo(() => ({ name: now.name, profile: now.profile }), [now]);
  const form = useKeptForm(formName('profile', now.id === '' ? 'new' : now.id), begins);
  const [picture, setPicture] = useState<string>();
  const change = (draft: ProfileDraft): void => {
    if (draft.picture !== (picture ?? now.picture)) setPicture(draft.picture);
    form.change(() => ({ name: draft.name, profile: draft.profile }));
  };
  const forget = (): void => {
    setPicture(undefined);
    form.forget();
  };
  return { draft: { ...form.value, id: now.id, picture: picture ?? now.picture }, found: form.found, change, forget };
}
