import { Button } from '@mantine/core';
import { IconArrowLeft, IconBuildingStore, IconPencil, IconPlus, IconTrash } from '@tabler/icons-react';
import { type ReactElement, useMemo, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import { useLocation, useRoute } from 'wouter';
import type { BusinessNumber, BusinessProfile } from '@/bridge/types';
import { useLocale } from '@/i18n/locale';
import { paths, profilePath } from '@/lib/paths';
import { useDesk } from '@/stores/desk';
import { useOnline, useSupervisor } from '@/stores/session';
import { useHeldRow } from '@/stores/use-held-row';
import { Callout } from '@/ui/callout';
import { type Column, DataTable } from '@/ui/data-table';
import { IconButton } from '@/ui/icon-button';
import { Below, Named } from '@/ui/named';
import { Page } from '@/ui/page';
import { EmptyState, Skeletons } from '@/ui/states';
import { DeleteProfile } from './delete-profile';
import { Logo } from './logo-field';
import { ProfileEditor } from './profile-editor';

/** The address of a profile that is being made. */
const fresh = 'new';

/** The business profiles of the organization: which numbers use them, and whether Meta has them. */
export function ProfilesPage(): ReactElement {
  const { t } = useTranslation('setup');
  const supervisor = useSupervisor();
  const loaded = useDesk((desk) => desk.loaded);
  const [, go] = useLocation();
  const online = useOnline();
  const actions = (
    <>
      <Button variant="default" leftSection={<IconArrowLeft size={16} aria-hidden="true" />} onClick={() => go(paths.channels)}>
        {t('integrations.back')}
      </Button>
      {supervisor && (
        <Button leftSection={<IconPlus size={16} aria-hidden="true" />} disabled={!online} onClick={() => go(profilePath(fresh))}>
          {t('profiles.add')}
        </Button>
      )}
    </>
  );
  return (
    <Page title={t('profiles.title')} lead={t('profiles.lead')} actions={actions}>
      {!supervisor && <EmptyState icon={<IconBuildingStore size={32} stroke={1.4} />} title={t('profiles.denied')} text={t('profiles.deniedText')} />}
      {supervisor && !online && <Callout tone="amber">{t('profiles.offline')}</Callout>}
      {supervisor && !loaded && <Skeletons rows={3} label={t('integrations.loading')} />}
      {supervisor && loaded && <Profiles />}
    </Page>
  );
}

function Profiles(): ReactElement {
  const { t } = useTranslation('setup');
  const locale = useLocale();
  const [, go] = useLocation();
  const [, at] = useRoute(paths.profile);
  const online = useOnline();
  const profiles = useDesk((desk) => desk.profiles);
  const numbers = useDesk((desk) => desk.numbers);
  const [deleting, setDeleting] = useState('');
  const rows = useMemo(() => [...profiles.values()].sort((a, b) => a.name.localeCompare(b.name, locale)), [profiles, locale]);
  const users = (id: string): readonly BusinessNumber[] => [...numbers.values()].filter((each) => each.profileId === id);
  const openId = at === null || at.profileId === fresh ? '' : at.profileId;
  const open = useHeldRow(profiles.get(openId), openId);
  const gone = profiles.get(deleting);
  const close = (): void => go(paths.profiles);
  const columns: readonly Column<BusinessProfile>[] = [
    { key: 'logo', title: t('profiles.logo'), width: '88px', cell: (row) => <Logo picture={row.picture} /> },
    { key: 'name', title: t('profile.name'), width: 'minmax(180px, 2fr)', cell: (row) => <Named below={row.profile.about}><strong dir="auto">{row.name}</strong></Named> },
    { key: 'used', title: t('profiles.used'), width: 'minmax(160px, 1.6fr)', cell: (row) => <UsedBy numbers={users(row.id)} /> },
    { key: 'state', title: t('profiles.state'), width: 'minmax(150px, 1.2fr)', cell: (row) => <AtMeta profile={row} numbers={users(row.id)} /> },
    {
      key: 'actions', title: t('profiles.actions'), width: '80px', end: true,
      cell: (row) => (
        <>
          <IconButton label={t('profiles.editNamed', { name: row.name })} icon={<IconPencil size={16} stroke={1.6} />} onClick={() => go(profilePath(row.id))} />
          <IconButton label={t('profiles.deleteNamed', { name: row.name })} icon={<IconTrash size={16} stroke={1.6} />} onClick={() => setDeleting(row.id)} disabled={!online} />
        </>
      ),
    },
  ];
  return (
    <>
      {rows.length === 0 ? (
        <EmptyState icon={<IconBuildingStore size={32} stroke={1.4} />} title={t('profiles.none')} text={t('profiles.noneText')} action={{ label: t('profiles.add'), run: () => go(profilePath(fresh)) }} />
      ) : (
        <DataTable label={t('profiles.title')} rows={rows} rowKey={(row) => row.id} columns={columns} minWidth={720} />
      )}
      {at?.profileId === fresh && <ProfileEditor profile={undefined} numbers={[]} onClose={close} />}
      {open.row !== undefined && <ProfileEditor key={open.row.id} profile={open.row} gone={open.gone} numbers={users(open.row.id)} onClose={close} />}
      {gone !== undefined && <DeleteProfile profile={gone} numbers={users(gone.id)} onClose={() => setDeleting('')} />}
    </>
  );
}

function UsedBy({ numbers }: { readonly numbers: readonly BusinessNumber[] }): ReactElement {
  const { t } = useTranslation('setup');
  if (numbers.length === 0) return <Below>{t('profiles.unused')}</Below>;
  return <span dir="auto">{numbers.map((each) => each.name).join(', ')}</span>;
}

function AtMeta({ profile, numbers }: { readonly profile: BusinessProfile; readonly numbers: readonly BusinessNumber[] }): ReactElement {
  const { t } = useTranslation('setup');
  if (numbers.length === 0) return <Below>{t('profiles.unused')}</Below>;
  const refused = numbers.filter((each) => each.shown?.said !== undefined).length;
  const drifted = numbers.filter((each) => each.shown?.theirs !== undefined).length;
  const waiting = numbers.filter((each) => each.shown?.said === undefined && each.shown?.seq !== profile.seq).length;
  if (refused > 0) return <Callout tone="red">{t('profiles.refused', { count: refused })}</Callout>;
  if (drifted > 0) return <Callout tone="amber">{t('profiles.drifted', { count: drifted })}</Callout>;
  return <Below>{waiting > 0 ? t('profiles.waiting') : t('profiles.there')}</Below>;
}
