import { Anchor } from '@mantine/core';
import { IconPencil, IconQrcode, IconStethoscope, IconTrash } from '@tabler/icons-react';
import type { TFunction } from 'i18next';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import type { NumberHistory, NumberState } from '@/bridge/types';
import { useLocale } from '@/i18n/locale';
import { isTroubled, type Said, troubleOf, useSaid } from '@/i18n/said';
import { known } from '@/lib/known';
import { messageUsPath, paths } from '@/lib/paths';
import { Chip, type ChipTone } from '@/ui/chip';
import { type Column, DataTable } from '@/ui/data-table';
import { IconButton } from '@/ui/icon-button';
import { Below, Named } from '@/ui/named';
import { Phone } from '@/ui/phone';
import { RelativeTime } from '@/ui/relative-time';
import classes from './channels.module.css';
import { ProvenLamp } from './lamp';
import type { ChannelRow } from './model';

/** The numbers with their state. */
export interface ChannelTableProps {
  readonly rows: readonly ChannelRow[];
  readonly online: boolean;
  readonly onEdit: (id: string) => void;
  readonly onDelete: (id: string) => void;
  readonly onExamine: (id: string) => void;
}

const stateTones = { active: 'ok', ready: 'amber', problem: 'red', gone: 'plain' } as const satisfies Readonly<Record<NumberState, ChipTone>>;
const qualityTones = { GREEN: 'ok', YELLOW: 'amber', RED: 'red', UNKNOWN: 'plain' } as const;

/** Name, number, provider, status, mapping, quality, last event; Edit and Delete at the end. */
export function ChannelTable({ rows, online, onEdit, onDelete, onExamine }: ChannelTableProps): ReactElement {
  const { t } = useTranslation('channels');
  const [, go] = useLocation();
  const columns: readonly Column<ChannelRow>[] = [
    { key: 'name', title: t('table.name'), width: 'minmax(150px, 2fr)', cell: (row) => <Named below={row.number.description}><strong dir="auto">{row.number.name}</strong></Named> },
    { key: 'number', title: t('table.number'), width: 'minmax(130px, 1.2fr)', cell: (row) => <Named below={row.number.verifiedName}><Phone value={row.number.phone} /></Named> },
    { key: 'provider', title: t('table.provider'), width: 'minmax(150px, 1fr)', cell: (row) => (row.number.provider === 'meta' || row.number.provider === 'twilio' ? t(`provider.${row.number.provider}`) : row.number.provider) },
    { key: 'status', title: t('table.status'), width: 'minmax(150px, 1.2fr)', cell: (row) => <State row={row} /> },
    { key: 'mapped', title: t('table.mapped'), width: 'minmax(100px, 1fr)', cell: (row) => (row.inbox === '' ? <Below>{t('unmapped')}</Below> : <span dir="auto">{row.inbox}</span>) },
    { key: 'quality', title: t('table.quality'), width: '90px', cell: (row) => <Quality quality={row.number.quality} /> },
    { key: 'life', title: t('table.life'), width: 'minmax(100px, 0.9fr)', cell: (row) => <Life row={row} /> },
    {
      key: 'actions', title: t('table.actions'), width: '144px', end: true,
      cell: ({ number }) => (
        <>
          <IconButton label={t('doctor.openNamed', { name: number.name })} icon={<IconStethoscope size={16} stroke={1.6} />} onClick={() => onExamine(number.id)} />
          <IconButton label={t('messageUsNamed', { name: number.name })} icon={<IconQrcode size={16} stroke={1.6} />} onClick={() => go(messageUsPath(number.id))} />
          <IconButton label={t('editNamed', { name: number.name })} icon={<IconPencil size={16} stroke={1.6} />} onClick={() => onEdit(number.id)} disabled={!online} />
          <IconButton label={t('deleteNamed', { name: number.name })} icon={<IconTrash size={16} stroke={1.6} />} onClick={() => onDelete(number.id)} disabled={!online} />
        </>
      ),
    },
  ];
  return <DataTable label={t('title')} rows={rows} rowKey={(row) => row.number.id} columns={columns} minWidth={1130} />;
}

function State({ row }: { readonly row: ChannelRow }): ReactElement {
  const { t } = useTranslation('channels');
  const say = useSaid();
  const { state, history } = row.number;
  const [, go] = useLocation();
  if (row.unattended) {
    return (
      <Named
        below={
          <Anchor component="button" type="button" size="xs" onClick={() => go(paths.inboxes)}>
            {t('unattendedTodo')}
          </Anchor>
        }
      >
        <span>
          <Chip tone="amber">{t('unattended')}</Chip>
        </span>
      </Named>
    );
  }
  const why = state === 'problem' ? t('stateProblem') : historyOf(history, t, say);
  return (
    <Named below={why}>
      <span className={classes.state}>
        <Chip tone={known(stateTones, state) ?? 'plain'}>{t(`state.${state}`)}</Chip>
        <ProvenLamp numberId={row.number.id} />
      </span>
    </Named>
  );
}

/** How far the old messages of a phone have come, for as long as that is news. */
function historyOf(history: NumberHistory, t: TFunction<'channels'>, say: (said: Said) => string): string {
  if (isTroubled(history)) return t('history.failed', { why: troubleOf(say, history) });
  return history.at === 0 || history.percent >= 100 ? '' : t('history.running', { percent: history.percent });
}

function Quality({ quality }: { readonly quality: string }): ReactElement {
  const { t } = useTranslation('channels');
  const known = quality === 'GREEN' || quality === 'YELLOW' || quality === 'RED' ? quality : 'UNKNOWN';
  return <Chip tone={qualityTones[known]}>{t(`quality.${known}`)}</Chip>;
}

function Life({ row }: { readonly row: ChannelRow }): ReactElement {
  const { t } = useTranslation('channels');
  const locale = useLocale();
  if (row.pulse === undefined || row.pulse.lastEventAt === 0) return <Below>{t('noEvent')}</Below>;
  return (
    <Named below={<span className="figures">{t('duplicates', { count: row.pulse.duplicates })}</span>}>
      <RelativeTime at={row.pulse.lastEventAt} locale={locale} />
    </Named>
  );
}
