import { Tooltip } from '@mantine/core';
import { IconAddressBook, IconBell, IconFlask, IconHistory, IconInbox, IconLayoutDashboard, IconMessages, IconPlugConnected, IconSettings, IconTable, IconTemplate, IconUsers } from '@tabler/icons-react';
import { memo, type ReactElement, type ReactNode } from 'react';
import { useTranslation } from '@/lib/texts';
import { Link, useLocation } from 'wouter';
import { useLocale } from '@/i18n/locale';
import { formatCount } from '@/lib/numbers';
import { paths } from '@/lib/paths';
import classes from './rail.module.css';
import { type Pages, rail, type RailName } from './routes';

const look = { size: 20, stroke: 1.6, 'aria-hidden': true } as const;

const icons: Readonly<Record<RailName, ReactElement>> = {
  workspace: <IconMessages {...look} />,
  recent: <IconHistory {...look} />,
  contacts: <IconAddressBook {...look} />,
  board: <IconLayoutDashboard {...look} />,
  records: <IconTable {...look} />,
  channels: <IconPlugConnected {...look} />,
  inboxes: <IconInbox {...look} />,
  templates: <IconTemplate {...look} />,
  users: <IconUsers {...look} />,
  notifications: <IconBell {...look} />,
  sandbox: <IconFlask {...look} />,
  settings: <IconSettings {...look} />,
};

/** What the rail shows: the registered pages, the unread count, and what features put at its foot. */
export interface RailProps {
  readonly pages: Pages;
  readonly unread: number;
  readonly foot?: ReactNode;
}

/** The 56 px column that leads to every screen. */
export function Rail({ pages, unread, foot }: RailProps): ReactElement {
  const { t } = useTranslation('common');
  const [location] = useLocation();
  const item = (name: RailName): ReactElement | null =>
    pages[name] === undefined ? null : <RailItem key={name} name={name} current={isCurrent(name, location)} unread={name === 'notifications' ? unread : 0} />;
  return (
    <div className={classes.rail} data-region>
      <div className={classes.mark} aria-hidden="true">
        p
      </div>
      <nav className={classes.nav} aria-label={t('rail.label')}>
        {rail.top.map(item)}
        <span className={classes.space} />
        {rail.bottom.map(item)}
      </nav>
      {foot !== undefined && <section className={classes.foot} aria-label={t('rail.foot')}>{foot}</section>}
    </div>
  );
}

/** The workspace is at "/", which begins every address, so it is current only there and in its threads. */
export function isCurrent(name: RailName, location: string): boolean {
  if (name === 'workspace') return location === '/' || location.startsWith('/threads/');
  return location === paths[name] || location.startsWith(`${paths[name]}/`);
}

interface RailItemProps {
  readonly name: RailName;
  readonly current: boolean;
  readonly unread: number;
}

const RailItem = memo(function RailItem({ name, current, unread }: RailItemProps): ReactElement {
  const { t } = useTranslation('common');
  const locale = useLocale();
  const label = unread > 0 ? t('rail.notificationsUnread', { count: unread }) : t(`rail.${name}`);
  return (
    <Tooltip label={t(`rail.${name}`)} position="right">
      <Link className={classes.item} href={paths[name]} aria-label={label} aria-current={current ? 'page' : undefined}>
        {icons[name]}
        {unread > 0 && (
          <span className={classes.badge} aria-hidden="true">
            {formatCount(unread, locale)}
          </span>
        )}
      </Link>
    </Tooltip>
  );
});
