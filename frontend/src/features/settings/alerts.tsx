import { Slider, Switch } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import { bridge } from '@/bridge/bridge';
import type { Abilities } from '@/bridge/types';
import { Link } from 'wouter';
import { useSaid } from '@/i18n/said';
import { paths } from '@/lib/paths';
import { Callout } from '@/ui/callout';
import { Chip } from '@/ui/chip';
import { Section } from '@/ui/page';
import classes from './settings.module.css';
import type { PartProps } from './use-settings';

/** Sound and notifications, with what this computer did last and the way to a test of all of it. */
export function Alerts({ settings, onChange }: PartProps): ReactElement {
  const { t } = useTranslation('settings');
  // While the thumb moves only the screen follows; the file is written when it rests.
  const [volume, setVolume] = useState<number>();
  const abilities = useQuery({ queryKey: ['system', 'abilities'], queryFn: () => bridge().system.abilities() });
  const shown = volume ?? settings.volume;
  return (
    <Section title={t('alerts.title')} text={t('alerts.text')}>
      <div>
        <span className={classes.label} id="volume-label">
          {t('alerts.volume')}
        </span>
        <div className={classes.row}>
          <Slider className={classes.grow} value={shown} onChange={setVolume} onChangeEnd={(value) => onChange({ volume: value })} label={null} disabled={settings.muted} thumbProps={{ 'aria-labelledby': 'volume-label' }} />
          <span className="figures">{t('alerts.volumeValue', { value: shown })}</span>
        </div>
      </div>
      <Switch label={t('alerts.muted')} checked={settings.muted} onChange={(event) => onChange({ muted: event.currentTarget.checked })} />
      <Switch label={t('alerts.notifications')} description={t('alerts.notificationsHint')} checked={settings.notifications} onChange={(event) => onChange({ notifications: event.currentTarget.checked })} />
      <div>
        <Link href={paths.notifications} className={classes.link}>{t('alerts.test')}</Link>
      </div>
      {abilities.data !== undefined && <Ability title={t('alerts.abilities')} abilities={abilities.data} />}
    </Section>
  );
}

function Ability({ title, abilities }: { readonly title: string; readonly abilities: Abilities }): ReactElement {
  const { t } = useTranslation('settings');
  const say = useSaid();
  return (
    <div className={classes.form} role="status">
      <span className={classes.label}>{title}</span>
      <dl className={classes.abilities}>
        {(['notifications', 'sound', 'clipboard'] as const).map((each) => (
          <Line key={each} name={t(`alerts.can.${each}`)} works={abilities[each]} />
        ))}
      </dl>
      {abilities.problems.map(say).map((why) => (
        <Callout key={why} tone="amber">
          {why}
        </Callout>
      ))}
    </div>
  );
}

function Line({ name, works }: { readonly name: string; readonly works: boolean }): ReactElement {
  const { t } = useTranslation('settings');
  return (
    <>
      <dt>{name}</dt>
      <dd>
        <Chip tone={works ? 'ok' : 'amber'}>{works ? t('alerts.yes') : t('alerts.no')}</Chip>
      </dd>
    </>
  );
}
