import { Button } from '@mantine/core';
import { IconPencil, IconTableImport, IconUserPlus } from '@tabler/icons-react';
import { type ReactElement, useMemo, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import type { User } from '@/bridge/types';
import { useLocale } from '@/i18n/locale';
import { useNow } from '@/lib/clock';
import { oneOf } from '@/lib/known';
import { presences } from '@/lib/lists';
import { formatNumber } from '@/lib/numbers';
import { clockTime, relativeTime, sameDay } from '@/lib/time';
import { useDesk } from '@/stores/desk';
import { useMe, useOnline, useSupervisor } from '@/stores/session';
import { Avatar } from '@/ui/avatar';
import { Callout } from '@/ui/callout';
import { Chip } from '@/ui/chip';
import { type Column, DataTable } from '@/ui/data-table';
import { IconButton } from '@/ui/icon-button';
import { Below, Named } from '@/ui/named';
import { Page } from '@/ui/page';
import { SearchField } from '@/ui/search-field';
import { EmptyState, Skeletons } from '@/ui/states';
import { InviteDialog } from './invite';
import { LicenceNames, SeatLine } from './licences';
import { OpenInvitations } from './open-invitations';
import { PeopleImport } from './people-import';
import classes from './people.module.css';
import { SaveList } from './save-list';
import { UserEditor } from './user-editor';

/** The people of the organization; owners and admins may change them. */
export function PeoplePage(): ReactElement {
  const { t } = useTranslation('people');
  const locale = useLocale();
  const supervisor = useSupervisor();
  const online = useOnline();
  const loaded = useDesk((desk) => desk.loaded);
  const users = useDesk((desk) => desk.users);
  const [search, setSearch] = useState('');
  const [editing, setEditing] = useState('');
  const [inviting, setInviting] = useState(false);
  const [importing, setImporting] = useState(false);
  const all = useMemo(() => [...users.values()].sort((a, b) => Number(b.active) - Number(a.active) || a.name.localeCompare(b.name, locale)), [users, locale]);
  const found = useMemo(() => matching(all, search), [all, search]);
  const edited = users.get(editing);
  const actions = (
    <>
      {all.length > 5 && <SearchField label={t('search')} value={search} onChange={setSearch} />}
      {supervisor && (
        <Button variant="default" leftSection={<IconTableImport size={16} aria-hidden="true" />} onClick={() => setImporting(true)} disabled={!online}>
          {t('import.button')}
        </Button>
      )}
      {supervisor && <SaveList people={all} />}
      {supervisor && (
        <Button leftSection={<IconUserPlus size={16} aria-hidden="true" />} onClick={() => setInviting(true)} disabled={!online}>
          {t('invite')}
        </Button>
      )}
    </>
  );
  return (
    <Page title={t('title')} count={all.length === 0 ? undefined : formatNumber(all.length, locale)} lead={t('lead')} actions={actions}>
      {!online && <Callout tone="amber">{t('offline')}</Callout>}
      {supervisor && <SeatLine />}
      {!loaded && <Skeletons rows={4} label={t('loading')} avatar />}
      {all.length > 0 && found.length === 0 && <EmptyState title={t('noMatch')} text={t('noMatchText')} action={{ label: t('clear'), run: () => setSearch('') }} />}
      {found.length > 0 && <UserTable rows={found} onEdit={supervisor && online ? setEditing : undefined} />}
      {supervisor && online && <OpenInvitations />}
      {importing && <PeopleImport onClose={() => setImporting(false)} />}
      {inviting && <InviteDialog onClose={() => setInviting(false)} />}
      {edited !== undefined && <UserEditor key={edited.id} user={edited} onClose={() => setEditing('')} />}
    </Page>
  );
}

function matching(all: readonly User[], search: string): readonly User[] {
  const words = search.toLocaleLowerCase().split(/\s+/).filter((each) => each !== '');
  return words.length === 0 ? all : all.filter((user) => words.every((each) => `${user.name}\n${user.email}\n${user.role}`.toLocaleLowerCase().includes(each)));
}

function UserTable({ rows, onEdit }: { readonly rows: readonly User[]; readonly onEdit: ((id: string) => void) | undefined }): ReactElement {
  const { t } = useTranslation('people');
  const columns: Column<User>[] = [
    { key: 'name', title: t('table.name'), width: 'minmax(200px, 2fr)', cell: (row) => <Who user={row} /> },
    { key: 'role', title: t('table.role'), width: '1fr', cell: (row) => t(`role.${row.role}`) },
    { key: 'state', title: t('table.state'), width: '1fr', cell: (row) => (row.active ? <Chip tone="ok">{t('active')}</Chip> : <Chip>{t('inactive')}</Chip>) },
    { key: 'whatsApp', title: t('table.whatsApp'), width: '90px', cell: (row) => (row.whatsApp ? t('on') : <Below>{t('off')}</Below>) },
    { key: 'licences', title: t('table.licences'), width: 'minmax(120px, 1.2fr)', cell: (row) => <LicenceNames of={row} all={t('licence.all')} /> },
    { key: 'capacity', title: t('table.capacity'), width: '100px', cell: (row) => <span className="figures">{row.capacity}</span> },
    { key: 'presence', title: t('table.presence'), width: 'minmax(150px, 1.3fr)', cell: (row) => <Now user={row} /> },
  ];
  if (onEdit !== undefined) {
    columns.push({
      key: 'actions', title: t('table.actions'), width: '64px', end: true,
      cell: (row) => <IconButton label={t('editNamed', { name: row.name })} icon={<IconPencil size={16} stroke={1.6} />} onClick={() => onEdit(row.id)} />,
    });
  }
  return <DataTable label={t('title')} rows={rows} rowKey={(row) => row.id} columns={columns} minWidth={980} />;
}

function Who({ user }: { readonly user: User }): ReactElement {
  const { t } = useTranslation('people');
  const me = useMe();
  return (
    <div className={classes.who}>
      <Avatar id={user.id} name={user.name} size={30} />
      <Named below={user.email}>
        <span>
          <strong>
            <bdi>{user.name}</bdi>
          </strong>{' '}
          {user.id === me && <Below>({t('you')})</Below>}
        </span>
      </Named>
    </div>
  );
}

function Now({ user }: { readonly user: User }): ReactElement {
  const { t } = useTranslation('people');
  const locale = useLocale();
  const now = useNow();
  const state = oneOf(presences, user.presence) ?? 'offline';
  const detail = [user.presenceReason, user.presenceSince > 0 ? t('since', { time: sameDay(user.presenceSince, now) ? clockTime(user.presenceSince, locale) : relativeTime(user.presenceSince, now, locale) }) : ''].filter((each) => each !== '');
  return (
    <Named below={detail.join(' · ')}>
      <span className={classes.presence} data-state={state}>
        {t(`presence.${state}`)}
      </span>
    </Named>
  );
}
