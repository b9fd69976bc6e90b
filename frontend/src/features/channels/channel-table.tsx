import { IconPencil, IconTrash } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocale } from '@/i18n/locale';
import { Chip } from '@/ui/chip';
import { type Column, DataTable } from '@/ui/data-table';
import { IconButton } from '@/ui/icon-button';
import { RelativeTime } from '@/ui/relative-time';
import classes from './channels.module.css';
import type { ChannelRow } from './model';

/** The numbers with their state. */
export interface ChannelTableProps {
  readonly rows: readonly ChannelRow[];
  readonly online: boolean;
  readonly onEdit: (id: string) => void;
  readonly onDelete: (id: string) => void;
}

const stateTones = { active: 'ok', ready: 'amber', problem: 'red' } as const;
const qualityTones = { GREEN: 'ok', YELLOW: 'amber', RED: 'red', UNKNOWN: 'plain' } as const;

/** Name, number, provider, status, mapping, quality, last event; Edit and Delete at the end. */
export function ChannelTable({ rows, online, onEdit, onDelete }: ChannelTableProps): ReactElement {
  const { t } = useTranslation('channels');
  const columns: readonly Column<ChannelRow>[] = [
    { key: 'name', title: t('table.name'), width: 'minmax(150px, 2fr)', cell: (row) => <Named main={row.number.name} below={row.number.description} /> },
    { key: 'number', title: t('table.number'), width: 'minmax(130px, 1.2fr)', cell: (row) => <Named main={row.number.phone} below={row.number.verifiedName} figures /> },
    { key: 'provider', title: t('table.provider'), width: 'minmax(90px, 0.9fr)', cell: (row) => (row.number.provider === 'meta' ? t('provider.meta') : row.number.provider) },
    { key: 'status', title: t('table.status'), width: 'minmax(150px, 1.2fr)', cell: (row) => <State row={row} /> },
    { key: 'mapped', title: t('table.mapped'), width: '1fr', cell: (row) => (row.inbox === '' ? <span className={classes.dim}>{t('unmapped')}</span> : <span dir="auto">{row.inbox}</span>) },
    { key: 'quality', title: t('table.quality'), width: '90px', cell: (row) => <Quality quality={row.number.quality} /> },
    { key: 'life', title: t('table.life'), width: 'minmax(100px, 0.9fr)', cell: (row) => <Life row={row} /> },
    {
      key: 'actions', title: t('table.actions'), width: '76px', end: true,
      cell: ({ number }) => (
        <>
          <IconButton label={t('editNamed', { name: number.name })} icon={<IconPencil size={16} stroke={1.6} />} onClick={() => onEdit(number.id)} disabled={!online} />
          <IconButton label={t('deleteNamed', { name: number.name })} icon={<IconTrash size={16} stroke={1.6} />} onClick={() => onDelete(number.id)} disabled={!online} />
        </>
      ),
    },
  ];
  return <DataTable label={t('title')} rows={rows} rowKey={(row) => row.number.id} columns={columns} minWidth={980} />;
}

function Named({ main, below, figures = false }: { readonly main: string; readonly below: string; readonly figures?: boolean }): ReactElement {
  return (
    <div className={classes.name}>
      {figures ? <span className="figures" dir="ltr" style={{ textAlign: 'start' }}>{main}</span> : <strong dir="auto">{main}</strong>}
      {below !== '' && <span className={classes.dim} dir="auto">{below}</span>}
    </div>
  );
}

function State({ row }: { readonly row: ChannelRow }): ReactElement {
  const { t } = useTranslation('channels');
  const { state, problem } = row.number;
  const known = state === 'active' || state === 'ready' || state === 'problem' ? state : undefined;
  return (
    <div className={classes.name}>
      <span>
        <Chip tone={known === undefined ? 'plain' : stateTones[known]}>{known === undefined ? state : t(`state.${known}`)}</Chip>
      </span>
      {problem !== '' && <span className={classes.dim}>{problem}</span>}
    </div>
  );
}

function Quality({ quality }: { readonly quality: string }): ReactElement {
  const { t } = useTranslation('channels');
  const known = quality === 'GREEN' || quality === 'YELLOW' || quality === 'RED' ? quality : 'UNKNOWN';
  return <Chip tone={qualityTones[known]}>{t(`quality.${known}`)}</Chip>;
}

function Life({ row }: { readonly row: ChannelRow }): ReactElement {
  const { t } = useTranslation('channels');
  const locale = useLocale();
  if (row.pulse === undefined || row.pulse.lastEventAt === 0) return <span className={classes.dim}>{t('noEvent')}</span>;
  return (
    <div className={classes.name}>
      <RelativeTime at={row.pulse.lastEventAt} locale={locale} />
      <span className={`${classes.dim} figures`}>{t('duplicates', { count: row.pulse.duplicates })}</span>
    </div>
  );
}
