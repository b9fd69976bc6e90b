import { Menu } from '@mantine/core';
import { IconCheck, IconDots } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from '@/lib/texts';
import { bridge } from '@/bridge/bridge';
import type { Presence, User } from '@/bridge/types';
import { useAwayReasons } from '@/i18n/away-reasons';
import { reachOf } from '@/stores/reach';
import { useOwnReasons } from '@/stores/selectors';
import { useMe, useSession } from '@/stores/session';
import { IconButton } from '@/ui/icon-button';
import { showProblem } from '@/ui/toast';

/** Sets the presence of a colleague, with a reason for being away. */
export function PresenceOf({ user, online }: { readonly user: User; readonly online: boolean }): ReactElement | null {
  const { t } = useTranslation('board');
  const me = useMe();
  const role = useSession((store) => store.state?.role ?? '');
  const reasons = useAwayReasons(useOwnReasons());
  if (!reachOf(role, user, user.id === me).touch) return null;
  const set = (state: Presence, reason = ''): void => {
    bridge().admin.setPresenceOf({ userId: user.id, state, reason }).catch((error: unknown) => showProblem(t('agents.setFailed'), error));
  };
  const item = (state: Presence, reason: string, label: string): ReactElement => {
    const now = user.chosen === state && (state !== 'away' || user.presenceReason === reason);
    return (
      <Menu.Item key={`${state} ${reason}`} disabled={now} rightSection={now && <IconCheck size={16} stroke={1.8} aria-label={t('agents.now')} />} onClick={() => set(state, reason)}>
        <span dir="auto">{label}</span>
      </Menu.Item>
    );
  };
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <IconButton label={t('agents.set', { name: user.name })} icon={<IconDots size={16} stroke={1.6} />} disabled={!online} />
      </Menu.Target>
      <Menu.Dropdown mah={360} style={{ overflowY: 'auto' }}>
        <Menu.Label>{t('agents.setLabel')}</Menu.Label>
        {item('online', '', t('agents.toOnline'))}
        {item('away', '', t('agents.toAway'))}
        {reasons.map((each) => item('away', each, t('agents.toAwayFor', { reason: each })))}
        {item('offline', '', t('agents.toOffline'))}
      </Menu.Dropdown>
    </Menu>
  );
}
