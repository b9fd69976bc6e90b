import { Button, Select } from '@mantine/core';
import { type ReactElement, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import { useLocation } from 'wouter';
import { bridge } from '@/bridge/bridge';
import type { BusinessNumber, BusinessProfile } from '@/bridge/types';
import { useSaid } from '@/i18n/said';
import { profilePath } from '@/lib/paths';
import { useDesk } from '@/stores/desk';
import { useOnline } from '@/stores/session';
import { useAct } from '@/stores/use-act';
import { Callout } from '@/ui/callout';
import form from '@/ui/form.module.css';
import { Refusal } from '@/ui/refusal';
import classes from './channels.module.css';
import { Fact } from './fact';

/** What customers see of a number: which profile it uses, whether Meta has it, and the way to change it. */
export function ProfileOf({ number }: { readonly number: BusinessNumber }): ReactElement {
  const { t } = useTranslation('channels');
  const [, go] = useLocation();
  const profiles = useDesk((desk) => desk.profiles);
  const online = useOnline();
  const act = useAct();
  const [chosen, setChosen] = useState(number.profileId);
  const used = profiles.get(number.profileId);
  const use = async (id: string): Promise<void> => {
    setChosen(id);
    if ((await act.run(() => bridge().setup.useProfile(number.id, id))) === undefined) setChosen(number.profileId);
  };
  // A number from before there were profiles: what it shows becomes one.
  const edit = async (): Promise<void> => {
    if (used !== undefined) {
      go(profilePath(used.id));
      return;
    }
    const made = await act.run(() => bridge().setup.putProfile({ id: '', numberId: number.id, name: '', profile: number.profile, picture: '' }));
    if (made !== undefined) go(profilePath(made.value.id));
  };
  return (
    <section className={form.part} aria-label={t('editor.profile')}>
      <h3>{t('editor.profile')}</h3>
      {profiles.size > 0 && (
        <Select
          label={t('editor.profileUsed')}
          placeholder={t('editor.profileChoose')}
          data={[...profiles.values()].map((each) => ({ value: each.id, label: each.name }))}
          value={chosen === '' ? null : chosen}
          onChange={(id) => void (id !== null && use(id))}
          disabled={!online || act.busy}
          allowDeselect={false}
        />
      )}
      <Facts number={number} />
      {used !== undefined && <State number={number} profile={used} />}
      <Refusal error={act.error} fallback={t('failed')} />
      <div>
        <Button variant="default" loading={act.busy} disabled={!online} onClick={() => void edit()}>
          {t('editor.profileEdit')}
        </Button>
      </div>
    </section>
  );
}

function State({ number, profile }: { readonly number: BusinessNumber; readonly profile: BusinessProfile }): ReactElement | null {
  const { t } = useTranslation('channels');
  const say = useSaid();
  const { shown } = number;
  if (shown?.said !== undefined) return <Callout tone="red">{t('editor.profileRefused', { why: say(shown.said) })}</Callout>;
  if (shown?.seq !== profile.seq) return <Callout>{t('editor.profileWaiting')}</Callout>;
  return shown.theirs === undefined ? null : <Callout tone="amber">{t('editor.profileDrift')}</Callout>;
}

function Facts({ number }: { readonly number: BusinessNumber }): ReactElement {
  const { t } = useTranslation('channels');
  const { t: words } = useTranslation('setup');
  const { profile } = number;
  const category = words(`profile.verticals.${profile.vertical}` as 'profile.verticals.OTHER', { defaultValue: profile.vertical });
  const facts: readonly (readonly [string, string])[] = [
    [t('editor.verifiedName'), number.verifiedName],
    [t('editor.about'), profile.about],
    [t('editor.profileDescription'), profile.description],
    [t('editor.address'), profile.address],
    [t('editor.email'), profile.email],
    [t('editor.vertical'), profile.vertical === '' ? '' : category],
    [t('editor.websites'), profile.websites.join('\n')],
  ];
  const shown = facts.filter(([, value]) => value !== '');
  if (shown.length === 0) return <Callout>{t('editor.profileNone')}</Callout>;
  return (
    <dl className={classes.facts}>
      {shown.map(([name, value]) => (
        <Fact key={name} name={name} value={value} />
      ))}
    </dl>
  );
}
