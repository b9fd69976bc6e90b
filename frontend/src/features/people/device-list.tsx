import { Button } from '@mantine/core';
import { modals } from '@mantine/modals';
import type { ReactElement } from 'react';
import { useTranslation } from '@/lib/texts';
import { useLocale } from '@/i18n/locale';
import { useNow } from '@/lib/clock';
import { ago } from '@/lib/time';
import { useMe } from '@/stores/session';
import { useDevices } from '@/stores/use-devices';
import { DeviceLines } from '@/ui/device-list';
import { Refusal } from '@/ui/refusal';
import { Skeletons } from '@/ui/states';

/** Where somebody is signed in; signing a device out is asked first, as it cannot be undone from here. */
export function DeviceList({ userId }: { readonly userId: string }): ReactElement {
  const { t } = useTranslation('people');
  const locale = useLocale();
  const now = useNow();
  const { devices, error, busy, revoke, revokeAll } = useDevices(userId);
  const ask = (id: string, name: string, current: boolean): void =>
    void modals.openConfirmModal({
      title: t('devices.revokeTitle', { name }),
      children: current ? t('devices.revokeSelf') : t('devices.revokeText'),
      labels: { confirm: t('devices.revoke'), cancel: t('devices.keep') },
      confirmProps: { color: 'red' },
      onConfirm: () => void revoke(id),
    });
  const isMe = useMe() === userId;
  const askAll = (): void =>
    void modals.openConfirmModal({
      title: t('devices.revokeAllTitle'),
      children: isMe ? t('devices.revokeOthersText') : t('devices.revokeAllText'),
      labels: { confirm: isMe ? t('devices.revokeOthers') : t('devices.revokeAll'), cancel: t('devices.keepAll') },
      confirmProps: { color: 'red' },
      onConfirm: () => void revokeAll(),
    });
  if (devices === undefined && error === undefined) return <Skeletons rows={2} label={t('devices.loading')} />;
  return (
    <>
      <Refusal error={error} fallback={t('devices.failed')} />
      {devices?.length === 0 && <p>{t('devices.none')}</p>}
      <DeviceLines
        devices={(devices ?? []).map((each) => ({
          id: each.id,
          name: each.name,
          detail: [each.platform, each.current ? t('devices.current') : t('devices.seen', { time: ago(each.lastSeenAt, now, locale) })].join(' · '),
          revoke: t('devices.revoke'),
          revokeNamed: t('devices.revokeNamed', { name: each.name }),
        }))}
        busy={busy}
        onRevoke={(id) => {
          const device = devices?.find((each) => each.id === id);
          if (device !== undefined) ask(id, device.name, device.current);
        }}
      />
      {(devices?.length ?? 0) > (isMe ? 1 : 0) && (
        <div>
          <Button variant="default" disabled={busy} onClick={askAll}>
            {isMe ? t('devices.revokeOthers') : t('devices.revokeAll')}
          </Button>
        </div>
      )}
    </>
  );
}
