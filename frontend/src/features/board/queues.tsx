import type { ReactElement } from 'react';
import { useTranslation } from '@/lib/texts';
import { useLocation } from 'wouter';
import { useLocale } from '@/i18n/locale';
import { formatNumber } from '@/lib/numbers';
import { paths } from '@/lib/paths';
import { Chip } from '@/ui/chip';
import { type Column, DataTable } from '@/ui/data-table';
import { Below, Named } from '@/ui/named';
import { EmptyState } from '@/ui/states';
import type { QueueLine } from './model';
import { Part } from './part';
import { Since } from './since';

/** A line for each inbox: who waits in it and who is there, the one where somebody waits longest first. */
export function Queues({ lines }: { readonly lines: readonly QueueLine[] }): ReactElement {
  const { t } = useTranslation('board');
  const [, go] = useLocation();
  return (
    <Part title={t('queues.title')}>
      {lines.length === 0 ? (
        <EmptyState title={t('queues.none')} text={t('queues.noneText')} action={{ label: t('queues.open'), run: () => go(paths.inboxes) }} />
      ) : (
        <QueueTable lines={lines} />
      )}
    </Part>
  );
}

function QueueTable({ lines }: { readonly lines: readonly QueueLine[] }): ReactElement {
  const { t } = useTranslation('board');
  const locale = useLocale();
  const figure = (value: number): ReactElement => (value === 0 ? <Below>0</Below> : <strong className="figures">{formatNumber(value, locale)}</strong>);
  const columns: readonly Column<QueueLine>[] = [
    { key: 'inbox', title: t('queues.inbox'), width: 'minmax(160px, 1.6fr)', cell: (row) => <Inbox line={row} /> },
    { key: 'waiting', title: t('queues.waiting'), width: '90px', cell: (row) => figure(row.waiting) },
    { key: 'oldest', title: t('queues.oldest'), width: 'minmax(110px, 1fr)', cell: (row) => <Since at={row.oldest} /> },
    { key: 'offered', title: t('queues.offered'), width: '90px', cell: (row) => figure(row.offered) },
    { key: 'agents', title: t('queues.agents'), width: 'minmax(220px, 2fr)', cell: (row) => <StaffOf line={row} /> },
  ];
  return <DataTable label={t('queues.title')} rows={lines} rowKey={(row) => row.id} columns={columns} minWidth={740} maxHeight="min(300px, 50vh)" />;
}

function Inbox({ line }: { readonly line: QueueLine }): ReactElement {
  const { t } = useTranslation('board');
  if (line.inbox === undefined) return <Named below={t('queues.noInboxText')}>{t('queues.noInbox')}</Named>;
  return (
    <Named below={line.inbox.opening?.closed === true ? t('queues.closed') : ''}>
      <strong dir="auto">{line.inbox.name}</strong>
    </Named>
  );
}

function StaffOf({ line: { staff, inbox, waiting } }: { readonly line: QueueLine }): ReactElement {
  const { t } = useTranslation('board');
  if (inbox === undefined) return <Below>–</Below>;
  if (staff === undefined) return <Below>{t('queues.cut')}</Below>;
  if (staff.free + staff.busy === 0) return <Chip tone={waiting > 0 ? 'red' : 'amber'}>{t('queues.nobody', { count: staff.away + staff.offline })}</Chip>;
  return <span className="figures">{t('staff', { ...staff })}</span>;
}
