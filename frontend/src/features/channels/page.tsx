import { Button } from '@mantine/core';
import { IconPlugConnected, IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { type ReactElement, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { bridge } from '@/bridge/bridge';
import { useLocale } from '@/i18n/locale';
import { formatNumber } from '@/lib/numbers';
import { paths } from '@/lib/paths';
import { useDesk } from '@/stores/desk';
import { useOnline, useSupervisor } from '@/stores/session';
import { Callout } from '@/ui/callout';
import { Page } from '@/ui/page';
import { SearchField } from '@/ui/search-field';
import { EmptyState, Skeletons } from '@/ui/states';
import { ChannelEditor } from './channel-editor';
import { ChannelTable } from './channel-table';
import { DeleteChannel } from './delete-channel';
import { Doctor } from './doctor';
import { channelRows, matching } from './model';
import { OwedAddresses } from './owed-addresses';
import { SetupList } from './setup-list';
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
  const users = useDesk((desk) => desk.users);
  const pulse = useQuery({ queryKey: ['admin', 'pulse'], queryFn: () => bridge().admin.pulse(), refetchInterval: 15_000, enabled: online });
  const [search, setSearch] = useState('');
  const [editing, setEditing] = useState('');
  const [deleting, setDeleting] = useState('');
  const [examining, setExamining] = useState('');
  const rows = useMemo(() => channelRows(numbers.values(), inboxes, users, pulse.data, locale), [numbers, inboxes, users, pulse.data, locale]);
  const found = useMemo(() => matching(rows, search), [rows, search]);
  const actions = (
    <>
      {rows.length > 0 && <SearchField label={t('search')} value={search} onChange={setSearch} />}
      <Button variant="default" onClick={() => go(paths.profiles)}>
        {t('profiles')}
      </Button>
      <Button variant="default" onClick={() => go(paths.integrations)}>
        {t('integrations')}
      </Button>
      <Button leftSection={<IconPlus size={16} aria-hidden="true" />} onClick={() => go(paths.newChannel)} disabled={!online}>
        {t('add')}
      </Button>
    </>
  );
  const editingRow = numbers.get(editing);
  const deletingRow = numbers.get(deleting);
  const examinedRow = numbers.get(examining);
  return (
    <Page title={t('title')} count={rows.length === 0 ? undefined : formatNumber(rows.length, locale)} lead={t('lead')} actions={actions}>
      {!online && <Callout tone="amber">{t('offline')}</Callout>}
      {pulse.data?.publicUrl === '' && !pulse.data.practice && <Callout tone="amber">{t('noPublic')}</Callout>}
      <OwedAddresses />
      <SetupList />
      {!loaded && <Skeletons rows={4} label={t('loading')} />}
      {loaded && rows.length === 0 && <EmptyState icon={<IconPlugConnected size={32} stroke={1.4} />} title={t('none')} text={t('noneText')} action={{ label: t('add'), run: () => go(paths.newChannel) }} />}
      {rows.length > 0 && found.length === 0 && <EmptyState title={t('noMatch')} text={t('noMatchText')} action={{ label: t('clear'), run: () => setSearch('') }} />}
      {found.length > 0 && <ChannelTable rows={found} online={online} onEdit={setEditing} onDelete={setDeleting} onExamine={setExamining} />}
      <Unhandled />
      {editingRow !== undefined && <ChannelEditor key={editingRow.id} number={editingRow} onClose={() => setEditing('')} />}
      {examinedRow !== undefined && <Doctor key={examinedRow.id} number={examinedRow} onClose={() => setExamining('')} />}
      {deletingRow !== undefined && <DeleteChannel key={deletingRow.id} number={deletingRow} onClose={() => setDeleting('')} />}
    </Page>
  );
}
