import { Button } from '@mantine/core';
import { IconInbox, IconPencil, IconPlus, IconTrash } from '@tabler/icons-react';
import { type ReactElement, useMemo, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import type { BusinessNumber, Inbox, User } from '@/bridge/types';
import { useLocale } from '@/i18n/locale';
import { useNow } from '@/lib/clock';
import { formatNumber } from '@/lib/numbers';
import { formatPhone } from '@/lib/phone';
import { duration, weekdayTime } from '@/lib/time';
import { useDesk } from '@/stores/desk';
import { useOnline, useSupervisor } from '@/stores/session';
import { useHeldRow } from '@/stores/use-held-row';
import { Callout } from '@/ui/callout';
import { type Column, DataTable } from '@/ui/data-table';
import { IconButton } from '@/ui/icon-button';
import { Below, Named } from '@/ui/named';
import { Page } from '@/ui/page';
import { SearchField } from '@/ui/search-field';
import { EmptyState, Skeletons } from '@/ui/states';
import { DeleteInbox } from './delete-inbox';
import { InboxEditor } from './inbox-editor';
import { Plans } from './plans';

/** The queues. */
export function InboxesPage(): ReactElement {
  const { t } = useTranslation('inboxes');
  const supervisor = useSupervisor();
  if (!supervisor) {
    return (
      <Page title={t('title')}>
        <EmptyState icon={<IconInbox size={32} stroke={1.4} />} title={t('denied')} text={t('deniedText')} />
      </Page>
    );
  }
  return <Inboxes />;
}

/** What is open beside the list. */
type Panel = { readonly kind: 'none' } | { readonly kind: 'new' } | { readonly kind: 'edit' | 'delete'; readonly id: string };

function Inboxes(): ReactElement {
  const { t } = useTranslation('inboxes');
  const locale = useLocale();
  const online = useOnline();
  const loaded = useDesk((desk) => desk.loaded);
  const inboxes = useDesk((desk) => desk.inboxes);
  const numbers = useDesk((desk) => desk.numbers);
  const users = useDesk((desk) => desk.users);
  const [search, setSearch] = useState('');
  const [panel, setPanel] = useState<Panel>({ kind: 'none' });
  const all = useMemo(() => [...inboxes.values()].sort((a, b) => a.name.localeCompare(b.name, locale)), [inboxes, locale]);
  const found = useMemo(() => matching(all, search, numbers, users), [all, search, numbers, users]);
  const close = (): void => setPanel({ kind: 'none' });
  const editing = panel.kind === 'edit' ? panel.id : '';
  const edited = useHeldRow(inboxes.get(editing), editing);
  const deleted = panel.kind === 'delete' ? inboxes.get(panel.id) : undefined;
  const actions = (
    <>
      {all.length > 0 && <SearchField label={t('search')} value={search} onChange={setSearch} />}
      <Button leftSection={<IconPlus size={16} aria-hidden="true" />} onClick={() => setPanel({ kind: 'new' })} disabled={!online}>
        {t('add')}
      </Button>
    </>
  );
  return (
    <Page title={t('title')} count={all.length === 0 ? undefined : formatNumber(all.length, locale)} lead={t('lead')} actions={actions}>
      {!online && <Callout tone="amber">{t('offline')}</Callout>}
      {!loaded && <Skeletons rows={4} label={t('loading')} />}
      {loaded && all.length === 0 && <EmptyState icon={<IconInbox size={32} stroke={1.4} />} title={t('none')} text={t('noneText')} action={{ label: t('add'), run: () => setPanel({ kind: 'new' }) }} />}
      {all.length > 0 && found.length === 0 && <EmptyState title={t('noMatch')} text={t('noMatchText')} action={{ label: t('clear'), run: () => setSearch('') }} />}
      {found.length > 0 && <InboxTable rows={found} online={online} onEdit={(id) => setPanel({ kind: 'edit', id })} onDelete={(id) => setPanel({ kind: 'delete', id })} />}
      {loaded && all.length > 0 && <Plans />}
      {panel.kind === 'new' && <InboxEditor inbox={undefined} onClose={close} />}
      {edited.row !== undefined && <InboxEditor key={edited.row.id} inbox={edited.row} gone={edited.gone} onClose={close} />}
      {deleted !== undefined && <DeleteInbox key={deleted.id} inbox={deleted} onClose={close} />}
    </Page>
  );
}

function matching(all: readonly Inbox[], search: string, numbers: ReadonlyMap<string, BusinessNumber>, users: ReadonlyMap<string, User>): readonly Inbox[] {
  const words = search.toLocaleLowerCase().split(/\s+/).filter((each) => each !== '');
  if (words.length === 0) return all;
  return all.filter((inbox) => {
    const number = numbers.get(inbox.numberId);
    const text = [inbox.name, number?.name ?? '', number?.phone ?? '', formatPhone(number?.phone ?? ''), ...inbox.members.map((id) => users.get(id)?.name ?? '')].join('\n').toLocaleLowerCase();
    return words.every((each) => text.includes(each));
  });
}

interface TableProps {
  readonly rows: readonly Inbox[];
  readonly online: boolean;
  readonly onEdit: (id: string) => void;
  readonly onDelete: (id: string) => void;
}

function InboxTable({ rows, online, onEdit, onDelete }: TableProps): ReactElement {
  const { t } = useTranslation('inboxes');
  const locale = useLocale();
  const numbers = useDesk((desk) => desk.numbers);
  const users = useDesk((desk) => desk.users);
  const columns: readonly Column<Inbox>[] = [
    { key: 'name', title: t('table.name'), width: 'minmax(140px, 1.4fr)', cell: (row) => <Named><strong dir="auto">{row.name}</strong></Named> },
    { key: 'mode', title: t('table.mode'), width: '1fr', cell: (row) => t(`mode.${row.mode}`) },
    { key: 'number', title: t('table.number'), width: 'minmax(150px, 1.2fr)', cell: (row) => (row.numberId === '' ? <Below>{t('noNumber')}</Below> : <span dir="auto">{numbers.get(row.numberId)?.name ?? t('noNumber')}</span>) },
    { key: 'agents', title: t('table.agents'), width: 'minmax(160px, 2fr)', cell: (row) => (row.cut ? <Below>{t('cutAgents')}</Below> : <Agents members={row.members} users={users} />) },
    { key: 'hours', title: t('table.hours'), width: 'minmax(120px, 1fr)', cell: (row) => <OpeningNow inbox={row} /> },
    { key: 'time', title: t('table.time'), width: '110px', cell: (row) => <span className="figures">{row.mode === 'manual' ? '–' : duration(row.reassignSeconds * 1000, locale)}</span> },
    {
      key: 'actions', title: t('table.actions'), width: '76px', end: true,
      cell: (row) => (
        <>
          <IconButton label={t('editNamed', { name: row.name })} icon={<IconPencil size={16} stroke={1.6} />} onClick={() => onEdit(row.id)} disabled={!online} />
          <IconButton label={t('deleteNamed', { name: row.name })} icon={<IconTrash size={16} stroke={1.6} />} onClick={() => onDelete(row.id)} disabled={!online} />
        </>
      ),
    },
  ];
  return <DataTable label={t('title')} rows={rows} rowKey={(row) => row.id} columns={columns} minWidth={940} />;
}

// Whether it is open, and until when.
function OpeningNow({ inbox }: { readonly inbox: Inbox }): ReactElement {
  const { t } = useTranslation('inboxes');
  const locale = useLocale();
  const now = useNow(60_000);
  const opening = inbox.opening;
  if (opening === undefined) return <Below>{t('hours.now.always')}</Below>;
  const time = opening.until === 0 ? undefined : weekdayTime(opening.until, now, locale);
  if (!opening.closed) return <span>{time === undefined ? t('hours.now.open') : t('hours.now.openUntil', { time })}</span>;
  if (time === undefined) return <span>{t('hours.now.closed')}</span>;
  return <span dir="auto">{opening.holiday === '' ? t('hours.now.closedUntil', { time }) : t('hours.now.holiday', { time, holiday: opening.holiday })}</span>;
}

// Names while they fit; a crowd is counted, and is named on hover.
function Agents({ members, users }: { readonly members: readonly string[]; readonly users: ReadonlyMap<string, User> }): ReactElement {
  const { t } = useTranslation('inboxes');
  const names = members.map((id) => users.get(id)?.name ?? id);
  if (names.length === 0) return <Below>{t('noAgents')}</Below>;
  return <span dir="auto" title={names.join(', ')}>{names.length <= 3 ? names.join(', ') : t('agents', { count: names.length })}</span>;
}
