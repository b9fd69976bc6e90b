import { SegmentedControl, Select, Switch, useMantineColorScheme } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { useTranslation } from '@/lib/texts';
import { bridge } from '@/bridge/bridge';
import { setWindowTheme } from '@/bridge/runtime';
import type { Settings } from '@/bridge/types';
import { isMac } from '@/lib/keys';
import { useDesk } from '@/stores/desk';
import { savePreference } from '@/stores/preferences';
import { mayHandle } from '@/stores/selectors';
import { useMe, useOnline, useSession } from '@/stores/session';
import { useAct } from '@/stores/use-act';
import { Page, Section } from '@/ui/page';
import { Refusal } from '@/ui/refusal';
import { ErrorState, Skeletons } from '@/ui/states';
import { Account } from './account';
import { AfterClosing } from './after-close';
import { Alerts } from './alerts';
import { Attributes } from './attributes';
import { AwayReasons } from './away-reasons';
import { CannedReplies } from './canned-replies';
import { Labels } from './labels';
import { LookFields } from './look';
import { OptInImport } from './opt-in-import';
import { OptInRuleChoice } from './opt-in-rule';
import { OwnDevices } from './own-devices';
import { OwnPassword } from './own-password';
import { UndoSend } from './undo-send';
import { WorkingDay } from './working-day';
import classes from './settings.module.css';
import { type PartProps, useSettingsModel } from './use-settings';

/** Appearance, alerts, writing, receiving, account, devices, about. */
export function SettingsPage(): ReactElement {
  const { t } = useTranslation('settings');
  const { settings, loadError, saveError, reload, change } = useSettingsModel();
  const here = useSession((store) => store.state?.thisComputer === true);
  if (loadError !== undefined) {
    return (
      <Page title={t('title')}>
        <ErrorState what={t('loadFailed')} why={loadError.message} todo={t('loadTodo')} code={loadError.shown} action={{ label: t('retry'), run: reload }} />
      </Page>
    );
  }
  const part = settings === undefined ? undefined : { settings, onChange: (next: Partial<Settings>) => void change(next) };
  return (
    <Page title={t('title')} lead={t('lead')}>
      <Refusal error={saveError} fallback={t('failed')} />
      <div className={classes.columns}>
        <div className={classes.column}>
          {part === undefined ? <Skeletons rows={5} label={t('loading')} /> : <Appearance {...part} />}
          {part !== undefined && <Alerts {...part} />}
          {part !== undefined && <Writing {...part} />}
          <AfterClosing />
          <WorkingDay />
          <Offers />
          {part !== undefined && here && <Receiving {...part} />}
        </div>
        <div className={classes.column}>
          <Account />
          <Labels />
          <CannedReplies />
          <AwayReasons />
          <Attributes />
          <OptInRuleChoice />
          <OptInImport />
          <OwnPassword />
          <OwnDevices />
          <About />
        </div>
      </div>
    </Page>
  );
}

function Appearance({ onChange }: PartProps): ReactElement {
  const { t } = useTranslation('settings');
  // The palette changes it too, so what is drawn is the truth.
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const choose = (value: string): void => {
    const theme = value === 'light' || value === 'dark' ? value : 'auto';
    setColorScheme(theme);
    setWindowTheme(theme);
    onChange({ theme });
  };
  return (
    <Section title={t('appearance.title')}>
      <SegmentedControl aria-label={t('appearance.theme')} value={colorScheme} onChange={choose} data={(['auto', 'light', 'dark'] as const).map((each) => ({ value: each, label: t(`appearance.${each}`) }))} />
      <LookFields />
    </Section>
  );
}

function Writing({ settings, onChange }: PartProps): ReactElement {
  const { t } = useTranslation('settings');
  const me = useMe();
  const online = useOnline();
  const receipts = useDesk((desk) => desk.users.get(me)?.readReceipts);
  const act = useAct();
  return (
    <Section title={t('writing.title')}>
      <Switch label={t('writing.enter')} description={t('writing.enterHint', { key: isMac() ? '⌘ Enter' : 'Ctrl+Enter' })} checked={settings.enterSends} onChange={(event) => onChange({ enterSends: event.currentTarget.checked })} />
      <UndoSend settings={settings} onChange={onChange} />
      {receipts !== undefined && (
        <Switch label={t('writing.receipts')} description={t('writing.receiptsHint')} checked={receipts} disabled={!online || act.busy} onChange={(event) => void act.run(() => bridge().admin.savePreferences({ readReceipts: event.currentTarget.checked }))} />
      )}
      <Refusal error={act.error} fallback={t('failed')} />
    </Section>
  );
}

/** Whether offers to this person are accepted by themselves. */
function Offers(): ReactElement | null {
  const { t } = useTranslation('settings');
  const me = useMe();
  const online = useOnline();
  const user = useDesk((desk) => desk.users.get(me));
  const act = useAct();
  if (user === undefined || !mayHandle(user)) return null;
  return (
    <Section title={t('offers.title')}>
      <Switch label={t('offers.auto')} description={t('offers.autoHint')} checked={user.autoAccept === true} disabled={!online || act.busy} onChange={(event) => void act.run(() => savePreference({ autoAccept: event.currentTarget.checked }))} />
      <Refusal error={act.error} fallback={t('failed')} />
    </Section>
  );
}

function Receiving({ settings, onChange }: PartProps): ReactElement {
  const { t } = useTranslation('settings');
  return (
    <Section title={t('receiving.title')} text={t('receiving.text')}>
      <Select label={t('receiving.label')} data={(['ask', 'keep', 'stop'] as const).map((each) => ({ value: each, label: t(`receiving.${each}`) }))} value={settings.keepReceiving} onChange={(value) => onChange({ keepReceiving: value ?? 'ask' })} allowDeselect={false} />
    </Section>
  );
}

function About(): ReactElement {
  const { t } = useTranslation('settings');
  const online = useOnline();
  const version = useSession((store) => store.state?.version ?? '');
  const profile = useSession((store) => store.state?.profile ?? '');
  const pulse = useQuery({ queryKey: ['admin', 'pulse'], queryFn: () => bridge().admin.pulse(), enabled: online });
  return (
    <Section title={t('about.title')}>
      <dl className={classes.abilities}>
        <dt>{t('about.app')}</dt>
        <dd className="figures">{version}</dd>
        <dt>{t('about.relay')}</dt>
        <dd className="figures">{pulse.data?.version ?? t('about.unknown')}</dd>
        <dt>{t('about.profile')}</dt>
        <dd>{profile}</dd>
        <dt>{t('about.licence')}</dt>
        <dd>Apache-2.0</dd>
      </dl>
    </Section>
  );
}
