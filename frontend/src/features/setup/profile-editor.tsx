import { Button, Drawer } from '@mantine/core';
import { type FormEvent, type ReactElement, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import { bridge } from '@/bridge/bridge';
import type { BusinessNumber, BusinessProfile } from '@/bridge/types';
import { isolate } from '@/lib/bidi';
import { useDesk } from '@/stores/desk';
import { useOnline } from '@/stores/session';
import { useAct } from '@/stores/use-act';
import { Callout } from '@/ui/callout';
import form from '@/ui/form.module.css';
import { FoundUnsaved, Gone } from '@/ui/form-notes';
import { Refusal } from '@/ui/refusal';
import { draftFaults, putOf } from './profile-draft';
import { ProfileFields } from './profile-fields';
import { ShownState } from './shown-state';
import { useProfileDraft } from './use-profile-draft';

interface ProfileEditorProps {
  /** undefined makes a new one. */
  readonly profile: BusinessProfile | undefined;
  /** Whether somebody deleted it while the panel was open: then it can be created again. */
  readonly gone?: boolean;
  readonly numbers: readonly BusinessNumber[];
  readonly onClose: () => void;
}

/** The side panel of a profile, kept as it is typed until it is saved or discarded: its fields, and how each number that uses it stands to it. */
export function ProfileEditor({ profile, gone = false, numbers, onClose }: ProfileEditorProps): ReactElement {
  const { t } = useTranslation(['setup', 'common']);
  const profiles = useDesk((desk) => desk.profiles);
  const online = useOnline();
  const { draft, found, change, forget } = useProfileDraft(profile);
  const [tried, setTried] = useState(false);
  const [saved, setSaved] = useState(false);
  const act = useAct();
  const faults = draftFaults(draft, [...profiles.values()]);
  const shown = tried || profile !== undefined ? faults : { ...faults, name: undefined };
  const close = (): void => {
    if (gone) forget();
    onClose();
  };
  const save = async (event?: FormEvent): Promise<void> => {
    event?.preventDefault();
    setTried(true);
    if (Object.keys(faults).length > 0) return;
    const answer = await act.run(() => bridge().setup.putProfile(putOf(gone ? { ...draft, id: '' } : draft)));
    if (answer === undefined) return;
    forget();
    setSaved(true);
    if (gone || profile === undefined) onClose();
  };
  return (
    <Drawer opened onClose={close} closeOnEscape={!gone} closeOnClickOutside={!gone} position="right" size={520} title={profile === undefined ? t('profiles.newTitle') : t('profiles.editTitle', { name: profile.name })} closeButtonProps={{ 'aria-label': t('profiles.close') }}>
      <form className={form.part} aria-label={t('profile.title')} noValidate onSubmit={(event) => void save(event)}>
        {gone ? <Gone name={isolate(profile?.name ?? '')} busy={act.busy} disabled={!online} onAgain={() => void save()} onClose={close} /> : <FoundUnsaved found={found} onDiscard={forget} />}
        {numbers.length > 1 && <Callout>{t('profiles.shared', { numbers: numbers.map((each) => each.name).join(', ') })}</Callout>}
        <ProfileFields
          draft={draft}
          faults={shown}
          onChange={(next) => {
            change(next);
            setSaved(false);
          }}
        />
        <Refusal error={act.error} fallback={t('failed')} />
        {saved && <Callout tone="ok">{numbers.length === 0 ? t('profiles.saved') : t('profiles.savedSent')}</Callout>}
        <div className={form.buttons}>
          <Button type="submit" loading={act.busy} disabled={!online}>
            {t(gone ? 'common:gone.again' : 'profiles.save')}
          </Button>
        </div>
      </form>
      {profile !== undefined && !gone &&
        numbers.map((each) => (
          <section key={each.id} className={form.part} aria-label={each.name}>
            <h3 dir="auto">{each.name}</h3>
            <ShownState number={each} profile={profile} />
          </section>
        ))}
    </Drawer>
  );
}
