import { Menu, UnstyledButton, VisuallyHidden } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import { type ReactElement, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import { bridge } from '@/bridge/bridge';
import { useAwayReasons } from '@/i18n/away-reasons';
import { isolate } from '@/lib/bidi';
import { oneOf } from '@/lib/known';
import { presences } from '@/lib/lists';
import { useActs } from '@/i18n/use-acts';
import { useOwnReasons, useUser } from '@/stores/selectors';
import { useMe, useOnline, useSession } from '@/stores/session';
import { Avatar, dotOf } from '@/ui/avatar';
import { showProblem } from '@/ui/toast';
import { ShiftEnd } from './shift-end';
import classes from './status.module.css';
import { useOrganizations } from './use-organizations';

/** The person's avatar at the rail's foot: whether they take threads, and how to change it. */
export function PresenceMenu(): ReactElement {
  const { t } = useTranslation('status');
  const me = useMe();
  const name = useSession((store) => store.state?.userName ?? '');
  const user = useUser(me);
  // Who cannot be reached is offered nothing, whatever the relay said last.
  const online = useOnline();
  const presence = (online ? oneOf(presences, user?.presence ?? '') : undefined) ?? 'offline';
  const chosen = user?.chosen ?? 'online';
  const setter = useUser(user?.presenceBy ?? '')?.name;
  const reasons = useAwayReasons(useOwnReasons());
  const set = (state: 'online' | 'away', reason = ''): void => {
    bridge().threads.setPresence(state, reason).catch((error: unknown) => showProblem(t('presence.failed'), error));
  };
  const [ending, setEnding] = useState(false);
  useActs([
    { id: 'presence.online', label: `${t('presence.title')}: ${t('presence.online')}`, run: () => set('online') },
    { id: 'presence.away', label: `${t('presence.title')}: ${t('presence.away')}`, run: () => set('away') },
    { id: 'shift.end', label: t('shift.title'), run: () => setEnding(true) },
  ]);
  const { organizations, switchTo } = useOrganizations();
  const tick = <IconCheck size={16} stroke={1.8} aria-hidden />;
  return (
    <>
      {ending && <ShiftEnd onClose={() => setEnding(false)} />}
      <Menu position="right-end" width={250} withinPortal>
        <Menu.Target>
          <UnstyledButton className={classes.me}>
            <Avatar id={me} name={name} size={32} presence={dotOf(presence)} />
            <VisuallyHidden>{`${name}. ${t('presence.label', { state: t(`presence.${presence}`) })}`}</VisuallyHidden>
          </UnstyledButton>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>
            <bdi>{name}</bdi> · {setter === undefined ? t(`presence.${presence}`) : t('presence.setBy', { state: t(`presence.${oneOf(presences, chosen) ?? 'online'}`), name: isolate(setter) })}
          </Menu.Label>
          <Menu.Item rightSection={chosen === 'online' && tick} onClick={() => set('online')}>
            {t('presence.online')}
            <span className={classes.about}>{t('presence.onlineText')}</span>
          </Menu.Item>
          <Menu.Item rightSection={chosen === 'away' && (user?.presenceReason ?? '') === '' && tick} onClick={() => set('away')}>
            {t('presence.away')}
            <span className={classes.about}>{t('presence.awayText')}</span>
          </Menu.Item>
          <Menu.Item rightSection={chosen === 'offline' && tick} onClick={() => setEnding(true)}>
            {t('shift.open')}
            <span className={classes.about}>{t('shift.about')}</span>
          </Menu.Item>
          <Menu.Label>{t('presence.reasons')}</Menu.Label>
          {reasons.map((each) => (
            <Menu.Item key={each} rightSection={chosen === 'away' && user?.presenceReason === each && tick} onClick={() => set('away', each)}>
              <bdi>{each}</bdi>
            </Menu.Item>
          ))}
          {organizations.length > 0 && <Menu.Label>{t('organization.group')}</Menu.Label>}
          {organizations.map((each) => (
            <Menu.Item key={each.id} rightSection={each.current && tick} aria-current={each.current ? 'true' : undefined} onClick={() => !each.current && switchTo(each)}>
              <bdi>{each.name}</bdi>
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
    </>
  );
}
