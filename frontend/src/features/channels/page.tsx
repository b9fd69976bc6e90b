import { Button } from '@mantine/core';
import { IconPlugConnected } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { type ReactElement, useMemo, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import { useLocation } from 'wouter';
import { bridge } from '@/bridge/bridge';
import { useLocale } from '@/i18n/locale';
import { formatNumber } from '@/lib/numbers';
import { paths } from '@/lib/paths';
import { useDesk } from '@/stores/desk';
import { useOnline, useSupervisor } from '@/stores/session';
import { useHeldRow } from '@/stores/use-held-row';
import { Callout } from '@/ui/callout';
import { Page } from '@/ui/page';
import { EmptyState, Skeletons } from '@/ui/states';
import { AddMenu } from './add-menu';
import { ChannelCards } from './channel-cards';
import { ChannelEditor } from './channel-editor';
import { ChannelTable } from './channel-table';
import { DeleteChannel } from './delete-channel';
import { Doctor } from './doctor';
import { LacksWhatsApp } from './lacks-whatsapp';
import { channelRows, everything, matching, type Narrowing } from './model';
import { Narrow, useView } from './narrow';
import { OwedAddresses } from './owed-addresses';
import { SetupList } from './setup-list';
import { TypeTiles } from './type-tiles';
import { Unhandled } from './unhandled';

/** The numbers, what is being set up, and what was not understood. */
export function ChannelsPage(): ReactElement {
  const { t } = useTranslation('channels');
  const supervisor = useSupervisor();
  if (!supervisor) {
    return (
      <Page title={t('title')}>
        <EmptyState icon={<IconPlugConnected size={32} stroke={1.4} />} title={t('denied')} text={t('deniedText')} />
      </Page>
    );
  }
  return <Channels />;
}

function Channels(): ReactElement {
  const { t } = useTranslation('channels');
  const locale = useLocale();
  const [, go] = useLocation();
  const online = useOnline();
  const loaded = useDesk((desk) => desk.loaded);
  const numbers = useDesk((desk) => desk.numbers);
  const inboxes = useDesk((desk) => desk.inboxes);
  const plans = useDesk((desk) => desk.plans);
  const pulse = useQuery({ queryKey: ['admin', 'pulse'], queryFn: () => bridge().admin.pulse(), refetchInterval: 5_000, enabled: online });
  const [narrowing, setNarrowing] = useState<Narrowing>(everything);
  const [view, setView] = useView();
  const [editing, setEditing] = useState('');
  const [deleting, setDeleting] = useState('');
  const [examining, setExamining] = useState('');
  const rows = useMemo(() => channelRows(numbers.values(), inboxes, plans, pulse.data, locale), [numbers, inboxes, plans, pulse.data, locale]);
  const found = useMemo(() => matching(rows, narrowing), [rows, narrowing]);
  const actions = (
    <>
      <Button variant="default" onClick={() => go(paths.profiles)}>
        {t('profiles')}
      </Button>
      <Button variant="default" onClick={() => go(paths.integrations)}>
        {t('integrations')}
      </Button>
      <AddMenu disabled={!online} />
    </>
  );
  const examine = (id: string): void => {
    setEditing('');
    setExamining(id);
  };
  const list = { rows: found, online, onEdit: setEditing, onDelete: setDeleting, onExamine: setExamining };
  const edited = useHeldRow(numbers.get(editing), editing);
  const deletingRow = numbers.get(deleting);
  const examinedRow = numbers.get(examining);
  return (
    <Page title={t('title')} count={rows.length === 0 ? undefined : formatNumber(rows.length, locale)} lead={t('lead')} actions={actions}>
      {!online && <Callout tone="amber">{t('offline')}</Callout>}
      {pulse.data?.publicUrl === '' && !pulse.data.practice && <Callout tone="amber">{t('noPublic')}</Callout>}
      <LacksWhatsApp />
      <OwedAddresses />
      <SetupList />
      {loaded && <TypeTiles rows={rows} chosen={narrowing.type} online={online} onChoose={(type) => setNarrowing({ ...narrowing, type })} />}
      {!loaded && <Skeletons rows={4} label={t('loading')} />}
      {loaded && rows.length === 0 && <EmptyState icon={<IconPlugConnected size={32} stroke={1.4} />} title={t('none')} text={t('noneText')} action={{ label: t('addFirst'), run: () => go(paths.newChannel) }} />}
      {rows.length > 0 && <Narrow narrowing={narrowing} onNarrow={setNarrowing} view={view} onView={setView} />}
      {rows.length > 0 && found.length === 0 && <EmptyState title={t('noMatch')} text={t('noMatchText')} action={{ label: t('clear'), run: () => setNarrowing(everything) }} />}
      {found.length > 0 && (view === 'cards' ? <ChannelCards {...list} /> : <ChannelTable {...list} />)}
      <Unhandled />
      {edited.row !== undefined && <ChannelEditor key={edited.row.id} number={edited.row} gone={edited.gone} onClose={() => setEditing('')} onExamine={() => examine(editing)} />}
      {examinedRow !== undefined && <Doctor key={examinedRow.id} number={examinedRow} onClose={() => setExamining('')} />}
      {deletingRow !== undefined && <DeleteChannel key={deletingRow.id} number={deletingRow} onClose={() => setDeleting('')} />}
    </Page>
  );
}
