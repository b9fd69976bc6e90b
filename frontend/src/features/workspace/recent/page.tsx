import { Select } from '@mantine/core';
import { IconHistory } from '@tabler/icons-react';
import { type ReactElement, useEffect, useMemo } from 'react';
import { useTranslation } from '@/lib/texts';
import { useLocation } from 'wouter';
import type { Thread } from '@/bridge/types';
import { useLocale } from '@/i18n/locale';
import { formatNumber } from '@/lib/numbers';
import { threadPath } from '@/lib/paths';
import { useDesk } from '@/stores/desk';
import { clearSelection, keepSelected } from '@/stores/selection';
import { useOnline, useSupervisor } from '@/stores/session';
import { setWriteIn } from '@/stores/view';
import { Callout } from '@/ui/callout';
import { DataTable } from '@/ui/data-table';
import { Page } from '@/ui/page';
import { SearchField } from '@/ui/search-field';
import { EmptyState, Skeletons } from '@/ui/states';
import { useHeldOrder } from '../held-order';
import { useColumns } from './columns';
import { orders, ratingGroups, statusGroups } from './model';
import classes from './recent.module.css';
import { SelectedBar } from './selected-bar';
import { type Recent, usePerson, useRecent } from './use-recent';

/** All conversations that the person may see, those with the newest message first. They are on this computer, so it works without a connection too. */
export function RecentPage(): ReactElement {
  const { t } = useTranslation('recent');
  const locale = useLocale();
  const online = useOnline();
  const supervisor = useSupervisor();
  const loaded = useDesk((desk) => desk.loaded);
  const recent = useRecent();
  useEffect(() => clearSelection, []);
  const shown = formatNumber(recent.threads.length, locale);
  const count = !loaded ? undefined : recent.isNarrowed ? t('matching', { count: recent.all, shown, all: formatNumber(recent.all, locale) }) : shown;
  return (
    <Page title={t('title')} count={count} lead={supervisor ? t('lead') : t('leadAgent')} actions={<Filters recent={recent} />}>
      {!online && <Callout tone="amber">{t('offline')}</Callout>}
      {loaded ? <Found recent={recent} /> : <Skeletons rows={8} label={t('loading')} avatar />}
    </Page>
  );
}

interface Choice {
  readonly id: string;
  readonly name: string;
}

function Filters({ recent }: { readonly recent: Recent }): ReactElement {
  const { t } = useTranslation('recent');
  const { narrowing, narrow } = recent;
  const numbers = useDesk((desk) => desk.numbers);
  const inboxes = useDesk((desk) => desk.inboxes);
  const users = useDesk((desk) => desk.users);
  const choose = (label: string, choices: ReadonlyMap<string, Choice>, value: string, put: (id: string) => void): ReactElement => (
    <Select size="xs" aria-label={label} placeholder={label} data={[...choices.values()].map(({ id, name }) => ({ value: id, label: name }))} value={value === '' ? null : value} onChange={(next) => put(next ?? '')} clearable searchable w={126} />
  );
  return (
    <>
      <SearchField label={t('search')} value={recent.text} onChange={recent.setText} />
      <Select size="xs" aria-label={t('statusLabel')} data={statusGroups.map((each) => ({ value: each, label: t(`group.${each}`) }))} value={narrowing.status} onChange={(next) => narrow({ status: statusGroups.find((each) => each === next) ?? 'all' })} allowDeselect={false} w={126} />
      {numbers.size > 1 && choose(t('number'), numbers, narrowing.numberId, (numberId) => narrow({ numberId }))}
      {inboxes.size > 1 && choose(t('inbox'), inboxes, narrowing.inboxId, (inboxId) => narrow({ inboxId }))}
      {users.size > 1 && choose(t('who'), users, narrowing.owner, (owner) => narrow({ owner }))}
      <Select size="xs" aria-label={t('ratingLabel')} data={ratingGroups.map((each) => ({ value: each, label: t(`rating.${each}`) }))} value={narrowing.rating} onChange={(next) => narrow({ rating: ratingGroups.find((each) => each === next) ?? 'all' })} allowDeselect={false} w={126} />
      <Select size="xs" aria-label={t('orderLabel')} data={orders.map((each) => ({ value: each, label: t(`order.${each}`) }))} value={recent.order} onChange={(next) => recent.setOrder(orders.find((each) => each === next) ?? 'newest')} allowDeselect={false} w={150} />
    </>
  );
}

function Found({ recent }: { readonly recent: Recent }): ReactElement {
  const { t } = useTranslation('recent');
  const [, go] = useLocation();
  const person = usePerson();
  const { threads } = recent;
  const ids = useMemo(() => threads.map(({ id }) => id), [threads]);
  const held = useHeldOrder(ids, JSON.stringify([recent.text, recent.narrowing, recent.order]));
  // At a hundred thousand, finding each by its id takes longer than all the rest: only while a pointer holds another order.
  const rows = useMemo(() => (held.ids === ids ? threads : inIdOrder(held.ids, threads)), [held.ids, ids, threads]);
  useEffect(() => keepSelected(ids), [ids]);
  const columns = useColumns(person, (thread: Thread) => {
    setWriteIn(thread.id);
    go(threadPath(thread.id));
  });
  if (rows.length === 0) {
    if (!recent.isNarrowed) return <EmptyState icon={<IconHistory size={32} stroke={1.4} />} title={t('empty')} text={t('emptyText')} />;
    return <EmptyState title={t('noMatch')} text={t('noMatchText')} action={{ label: t('showAll'), run: recent.clear }} />;
  }
  return (
    <div className={classes.found} onPointerMove={held.onPointerMove} onPointerLeave={held.onPointerLeave}>
      <SelectedBar threads={threads} person={person} />
      <DataTable label={t('title')} rows={rows} rowKey={({ id }) => id} columns={columns} minWidth={1140} maxHeight="none" />
    </div>
  );
}

function inIdOrder(ids: readonly string[], threads: readonly Thread[]): readonly Thread[] {
  const byId = new Map(threads.map((each) => [each.id, each]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}
