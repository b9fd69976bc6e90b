import { Button } from '@mantine/core';
import { type ReactElement, useEffect } from 'react';
import { useTranslation } from '@/lib/texts';
import { bridge } from '@/bridge/bridge';
import type { BusinessNumber, BusinessProfile, Profile } from '@/bridge/types';
import { useLocale } from '@/i18n/locale';
import { useSaid } from '@/i18n/said';
import { exactTime } from '@/lib/time';
import { useOnline } from '@/stores/session';
import { useAct } from '@/stores/use-act';
import { Callout } from '@/ui/callout';
import { Refusal } from '@/ui/refusal';
import classes from './logo.module.css';

interface ShownStateProps {
  readonly number: BusinessNumber;
  readonly profile: BusinessProfile;
}

/** How what customers see of a number stands to its profile: on its way, there, refused, or changed at Meta. */
export function ShownState({ number, profile }: ShownStateProps): ReactElement {
  const { t } = useTranslation('setup');
  const locale = useLocale();
  const say = useSaid();
  const online = useOnline();
  const act = useAct();
  const { shown } = number;
  const { run } = act;
  // What Meta shows is asked when somebody looks.
  useEffect(() => {
    if (online) void run(() => bridge().setup.lookProfile(number.id));
  }, [number.id, online, run]);
  const again = (): void => void act.run(() => bridge().setup.useProfile(number.id, profile.id));
  const take = (): void => void act.run(() => bridge().setup.takeProfile(number.id));
  const button = (label: string, onClick: () => void): ReactElement => (
    <Button size="xs" variant="default" loading={act.busy} disabled={!online} onClick={onClick}>
      {label}
    </Button>
  );
  return (
    <>
      {shown?.said !== undefined ? (
        <Callout tone="red" actions={button(t('profiles.again'), again)}>
          {t('profiles.refusedWhy', { why: say(shown.said) })}
        </Callout>
      ) : shown?.seq !== profile.seq ? (
        <Callout>{t('profiles.waiting')}</Callout>
      ) : shown.theirs === undefined ? (
        <Callout tone="ok">{t('profiles.thereSince', { time: exactTime(shown.at, locale) })}</Callout>
      ) : (
        <Callout
          tone="amber"
          actions={
            <>
              {button(t('profiles.putBack'), again)}
              {button(t('profiles.take'), take)}
            </>
          }
        >
          {t('profiles.drift')}
          <Differences ours={profile.profile} theirs={shown.theirs} />
        </Callout>
      )}
      <Refusal error={act.error} fallback={t('failed')} />
    </>
  );
}

const compared = ['about', 'description', 'address', 'email', 'vertical'] as const;

function Differences({ ours, theirs }: { readonly ours: Profile; readonly theirs: Profile }): ReactElement {
  const { t } = useTranslation('setup');
  const rows: (readonly [string, string, string])[] = compared.filter((field) => ours[field] !== theirs[field]).map((field) => [t(`profile.${field}`), ours[field], theirs[field]]);
  const sites = [ours.websites.join('\n'), theirs.websites.join('\n')] as const;
  if (sites[0] !== sites[1]) rows.push([t('profile.website1'), ...sites]);
  const shown = (text: string): string => (text === '' ? t('profiles.nothing') : text);
  return (
    <table className={classes.differences}>
      <thead>
        <tr>
          <th scope="col">{t('profiles.field')}</th>
          <th scope="col">{t('profiles.ours')}</th>
          <th scope="col">{t('profiles.theirs')}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(([name, here, there]) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td dir="auto">{shown(here)}</td>
            <td dir="auto">{shown(there)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
