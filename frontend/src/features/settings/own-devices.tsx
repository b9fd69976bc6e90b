import { Button } from '@mantine/core';
import { modals } from '@mantine/modals';
import type { ReactElement } from 'react';
import { useTranslation } from '@/lib/texts';
import type { Device } from '@/bridge/types';
import { useLocale } from '@/i18n/locale';
import { useNow } from '@/lib/clock';
import { ago } from '@/lib/time';
import { useMe } from '@/stores/session';
import { useDevices } from '@/stores/use-devices';
import { DeviceLines } from '@/ui/device-list';
import { Section } from '@/ui/page';
import { Refusal } from '@/ui/refusal';
import { Skeletons } from '@/ui/states';

/** Where this person is signed in. */
export function OwnDevices(): ReactElement {
  const { t } = useTranslation('settings');
  const locale = useLocale();
  const now = useNow();
  const { devices, error, busy, revoke, revokeAll } = useDevices(useMe());
  const ask = (device: Device): void =>
    void modals.openConfirmModal({
      title: t('devices.revokeTitle', { name: device.name }),
      children: device.current ? t('devices.revokeSelf') : t('devices.revokeText'),
      labels: { confirm: t('devices.revoke'), cancel: t('devices.keep') },
      confirmProps: { color: 'red' },
      onConfirm: () => void revoke(device.id),
    });
  const askOthers = (): void =>
    void modals.openConfirmModal({
      title: t('devices.revokeOthersTitle'),
      children: t('devices.revokeOthersText'),
      labels: { confirm: t('devices.revokeOthers'), cancel: t('devices.keepOthers') },
      confirmProps: { color: 'red' },
      onConfirm: () => void revokeAll(),
    });
  const lines = (devices ?? []).map((each) => ({
    id: each.id,
    name: each.name,
    detail: `${each.platform} · ${each.current ? t('devices.current') : t('devices.seen', { time: ago(each.lastSeenAt, now, locale) })}`,
    revoke: t('devices.revoke'),
    revokeNamed: t('devices.revokeNamed', { name: each.name }),
  }));
  return (
    <Section title={t('devices.title')} text={t('devices.text')}>
      {devices === undefined && error === undefined && <Skeletons rows={2} label={t('devices.loading')} />}
      <Refusal error={error} fallback={t('devices.failed')} />
      <DeviceLines
        devices={lines}
        busy={busy}
        onRevoke={(id) => {
          const device = devices?.find((each) => each.id === id);
          if (device !== undefined) ask(device);
        }}
      />
      {lines.length > 1 && (
        <div>
          <Button variant="default" disabled={busy} onClick={askOthers}>
            {t('devices.revokeOthers')}
          </Button>
        </div>
      )}
    </Section>
  );
}
