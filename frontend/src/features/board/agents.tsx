import { type ReactElement, useMemo, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import { useLocation } from 'wouter';
import { useLocale } from '@/i18n/locale';
import { isolate } from '@/lib/bidi';
import { formatNumber } from '@/lib/numbers';
import { paths } from '@/lib/paths';
import { useUser } from '@/stores/selectors';
import { Avatar, dotOf } from '@/ui/avatar';
import { type Column, DataTable } from '@/ui/data-table';
import { Below, Named } from '@/ui/named';
import { SearchField } from '@/ui/search-field';
import { EmptyState } from '@/ui/states';
import classes from './board.module.css';
import { type AgentLine, staffOf } from './model';
import { Part } from './part';
import { PresenceOf } from './presence-of';
import { Since } from './since';

// From how many agents on they can be searched.
const many = 8;

/** A line for each agent: whether they are there, since when and why not, what they have, who waits for them. */
export function Agents({ lines, online }: { readonly lines: readonly AgentLine[]; readonly online: boolean }): ReactElement {
  const { t } = useTranslation('board');
  const [, go] = useLocation();
  const [search, setSearch] = useState('');
  const found = useMemo(() => matching(lines, search), [lines, search]);
  const staff = staffOf(lines);
  const nobody = lines.length > 0 && staff.free + staff.busy === 0;
  return (
    <Part
      title={t('agents.title')}
      text={lines.length === 0 ? undefined : nobody ? t('agents.nobodyOnline') : t('staff', { ...staff })}
      actions={lines.length > many && <SearchField label={t('agents.search')} value={search} onChange={setSearch} />}
    >
      {lines.length === 0 && <EmptyState title={t('agents.none')} text={t('agents.noneText')} action={{ label: t('agents.open'), run: () => go(paths.users) }} />}
      {lines.length > 0 && found.length === 0 && <EmptyState title={t('agents.noMatch')} text={t('agents.noMatchText')} action={{ label: t('agents.clear'), run: () => setSearch('') }} />}
      {found.length > 0 && <AgentTable lines={found} online={online} />}
    </Part>
  );
}

function matching(lines: readonly AgentLine[], search: string): readonly AgentLine[] {
  const words = search.toLocaleLowerCase().split(/\s+/).filter((each) => each !== '');
  return words.length === 0 ? lines : lines.filter(({ user, inboxes }) => words.every((each) => [user.name, user.email, ...inboxes].join('\n').toLocaleLowerCase().includes(each)));
}

function AgentTable({ lines, online }: { readonly lines: readonly AgentLine[]; readonly online: boolean }): ReactElement {
  const { t } = useTranslation('board');
  const columns: readonly Column<AgentLine>[] = [
    { key: 'name', title: t('agents.name'), width: 'minmax(160px, 1.6fr)', cell: (row) => <Who line={row} /> },
    { key: 'presence', title: t('agents.presence'), width: 'minmax(150px, 1.4fr)', cell: (row) => <Now line={row} /> },
    { key: 'since', title: t('agents.since'), width: '96px', cell: (row) => <Since at={row.user.presenceSince} /> },
    { key: 'load', title: t('agents.load'), width: '110px', cell: (row) => <Load line={row} /> },
    { key: 'waits', title: t('agents.waits'), width: 'minmax(110px, 1fr)', cell: (row) => <Since at={row.waits} /> },
    { key: 'inboxes', title: t('agents.inboxes'), width: 'minmax(120px, 1.4fr)', cell: (row) => (row.inboxes.length === 0 ? <Below>{t('agents.noInbox')}</Below> : <span className={classes.clipped} dir="auto" title={row.inboxes.join(', ')}>{row.inboxes.join(', ')}</span>) },
    { key: 'actions', title: t('agents.actions'), width: '64px', end: true, cell: (row) => <PresenceOf user={row.user} online={online} /> },
  ];
  return <DataTable label={t('agents.title')} rows={lines} rowKey={(row) => row.user.id} columns={columns} minWidth={900} maxHeight="min(560px, 70vh)" />;
}

function Who({ line: { user } }: { readonly line: AgentLine }): ReactElement {
  return (
    <div className={classes.who}>
      <Avatar id={user.id} name={user.name} size={28} presence={dotOf(user.presence)} />
      <strong className={classes.clipped}>
        <bdi>{user.name}</bdi>
      </strong>
    </div>
  );
}

/** The presence, why, and who set it if it was not they. */
function Now({ line: { user, state } }: { readonly line: AgentLine }): ReactElement {
  const { t } = useTranslation('board');
  const setter = useUser(user.presenceBy ?? '')?.name;
  const why = [user.presence === 'away' ? user.presenceReason : '', setter === undefined ? '' : t('agents.setBy', { name: isolate(setter) })].filter((each) => each !== '');
  return <Named below={why.join(' · ')}>{t(`agents.state.${state}`)}</Named>;
}

function Load({ line }: { readonly line: AgentLine }): ReactElement {
  const { t } = useTranslation('board');
  const locale = useLocale();
  const share = line.user.capacity === 0 ? 1 : Math.min(1, line.open / line.user.capacity);
  return (
    <div className={classes.load} data-full={share >= 1 || undefined}>
      <span className="figures">{t('agents.loadOf', { open: formatNumber(line.open, locale), capacity: formatNumber(line.user.capacity, locale) })}</span>
      <span className={classes.bar} aria-hidden="true">
        <span style={{ width: `${Math.round(share * 100)}%` }} />
      </span>
      {line.offers > 0 && <Below>{t('agents.offers', { count: line.offers })}</Below>}
    </div>
  );
}
