import { Button } from '@mantine/core';
import { IconChartBar, IconRefresh } from '@tabler/icons-react';
import { keepPreviousData, skipToken, useQuery } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import { useLocation } from 'wouter';
import { bridge } from '@/bridge/bridge';
import { toBridgeError } from '@/bridge/errors';
import type { RecordFilter, Report } from '@/bridge/types';
import { relayNow, useNow } from '@/lib/clock';
import { paths } from '@/lib/paths';
import { wantRecords } from '@/stores/records-wanted';
import { useOnline, useSupervisor } from '@/stores/session';
import { Callout } from '@/ui/callout';
import { IconButton } from '@/ui/icon-button';
import { Page } from '@/ui/page';
import { Refusal } from '@/ui/refusal';
import { EmptyState, Skeletons } from '@/ui/states';
import { BoardTabs } from '../tabs';
import { Filters } from './filters';
import { type Choice, daysOf, filterOf, isEmpty, recordsOf, usualChoice, zoneHere } from './model';
import { SaveReport } from './save';
import { Sheet } from './sheet';
import classes from './reports.module.css';

/** What happened in a period, in figures, for owners and admins. */
export function ReportsPage(): ReactElement {
  const { t } = useTranslation('reports');
  const supervisor = useSupervisor();
  if (!supervisor) {
    return (
      <Page title={t('title')}>
        <EmptyState icon={<IconChartBar size={32} stroke={1.4} />} title={t('denied')} text={t('deniedText')} />
      </Page>
    );
  }
  return <Reports />;
}

function useReport(filter: RecordFilter | undefined, online: boolean): { readonly report: Report | undefined; readonly former: boolean; readonly error: unknown; readonly loading: boolean; readonly refresh: () => void } {
  const asked = useQuery({
    queryKey: ['report', filter],
    queryFn: filter === undefined ? skipToken : () => bridge().records.report({ filter }),
    enabled: online,
    placeholderData: keepPreviousData,
    gcTime: 60_000,
  });
  // What is shown until the new figures come is of another choice.
  return { report: asked.data, former: asked.isPlaceholderData, error: asked.isError ? asked.error : undefined, loading: asked.isPending && online && filter !== undefined, refresh: () => void asked.refetch() };
}

function Reports(): ReactElement {
  const { t } = useTranslation('reports');
  const [, go] = useLocation();
  const online = useOnline();
  const [choice, setChoice] = useState<Choice>(usualChoice);
  const zone = zoneHere();
  // The days change at midnight only; a new filter each minute would ask each minute.
  useNow(60_000);
  const now = relayNow();
  const filter = filterOf(choice, now, zone);
  const { report, former, error, loading, refresh } = useReport(filter, online);
  const show = (part: Partial<RecordFilter>): void => {
    const wanted = recordsOf(choice, now, part);
    if (wanted === undefined) return;
    wantRecords(wanted);
    go(paths.records);
  };
  const days = daysOf(choice, now);
  const ready = filter !== undefined && report !== undefined && !isEmpty(report);
  const actions = (
    <>
      <SaveReport report={ready && !former ? report : undefined} days={days} choice={choice} />
      <IconButton label={t('refresh')} icon={<IconRefresh size={16} stroke={1.6} />} variant="default" size={34} onClick={refresh} disabled={!online || filter === undefined} />
      <BoardTabs current="reports" />
    </>
  );
  return (
    <Page title={t('title')} lead={t('lead')} actions={actions}>
      {!online && <Callout tone="amber">{report === undefined ? t('offline') : t('offlineShown')}</Callout>}
      <Filters choice={choice} onChange={setChoice} />
      <Refusal error={error === undefined ? undefined : toBridgeError(error)} fallback={t('failed')} actions={<Button variant="default" size="compact-sm" onClick={refresh}>{t('retry')}</Button>} />
      {filter === undefined && <EmptyState title={t('noDays')} text={t('noDaysText')} />}
      {loading && <Skeletons rows={8} label={t('loading')} />}
      {filter !== undefined && report !== undefined && isEmpty(report) && <EmptyState icon={<IconChartBar size={32} stroke={1.4} />} title={t('none')} text={t('noneText')} />}
      {ready && <Sheet report={report} onShow={show} />}
      {ready && <p className={classes.zone}>{t('zone', { zone: report.zone })}</p>}
    </Page>
  );
}
