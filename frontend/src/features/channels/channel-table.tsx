import type { ReactElement } from 'react';
import { useTranslation } from '@/lib/texts';
import { type Column, DataTable } from '@/ui/data-table';
import { Named } from '@/ui/named';
import { Phone } from '@/ui/phone';
import { ActiveSwitch } from './active-switch';
import { ChannelActions } from './channel-actions';
import { Life, Limit, Mapped, Quality, useProviderName } from './channel-facts';
import classes from './channels.module.css';
import type { ChannelListProps } from './list-props';
import { type ChannelRow, typeOf } from './model';
import { StateOf } from './state-of';

/** Name, number, provider, status with its switch, mapping, quality, limit, last event; the acts at the end. */
export function ChannelTable(props: ChannelListProps): ReactElement {
  const { t } = useTranslation('channels');
  const providerName = useProviderName();
  const { rows, online, onEdit } = props;
  // The least widths fit into a window of 1,280.
  const columns: readonly Column<ChannelRow>[] = [
    { key: 'name', title: t('table.name'), width: 'minmax(130px, 1.6fr)', cell: (row) => <Named below={row.number.description}><strong dir="auto">{row.number.name}</strong></Named> },
    { key: 'number', title: t('table.number'), width: 'minmax(134px, 1fr)', cell: (row) => <Named below={row.number.verifiedName}><Phone value={row.number.phone} /></Named> },
    { key: 'provider', title: t('table.provider'), width: 'minmax(146px, 1fr)', cell: (row) => <Named below={providerName(row.number)}>{t(`type.${typeOf(row.number)}`)}</Named> },
    {
      key: 'status', title: t('table.status'), width: 'minmax(146px, 1.2fr)',
      cell: ({ number }) => (
        <span className={classes.switched}>
          <ActiveSwitch number={number} online={online} onEdit={() => onEdit(number.id)} />
          <StateOf number={number} onEdit={() => onEdit(number.id)} />
        </span>
      ),
    },
    { key: 'mapped', title: t('table.mapped'), width: 'minmax(84px, 0.9fr)', cell: (row) => <Mapped inbox={row.inbox} plan={row.plan} /> },
    { key: 'quality', title: t('table.quality'), width: '76px', cell: (row) => <Quality number={row.number} /> },
    { key: 'limit', title: t('table.limit'), width: 'minmax(94px, 0.8fr)', cell: (row) => <Limit number={row.number} /> },
    { key: 'life', title: t('table.life'), width: 'minmax(90px, 0.9fr)', cell: (row) => <Life row={row} /> },
    { key: 'actions', title: t('table.actions'), width: '132px', end: true, cell: ({ number }) => <ChannelActions {...props} number={number} /> },
  ];
  return <DataTable label={t('title')} rows={rows} rowKey={(row) => row.number.id} columns={columns} minWidth={1140} />;
}
