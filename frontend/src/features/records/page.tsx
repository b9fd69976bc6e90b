import { Button } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconFilter, IconRefresh, IconTable } from '@tabler/icons-react';
import { type ReactElement, useEffect, useMemo, useReducer, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import type { RecordsPage as About } from '@/bridge/types';
import { useLocale } from '@/i18n/locale';
import { relayNow, useNow } from '@/lib/clock';
import { formatNumber } from '@/lib/numbers';
import { readStored, writeStored } from '@/lib/storage';
import { useDesk } from '@/stores/desk';
import { forgetWantedRecords, wantedRecords } from '@/stores/records-wanted';
import { useOnline, useSupervisor } from '@/stores/session';
import { Callout } from '@/ui/callout';
import { DataTable } from '@/ui/data-table';
import { IconButton } from '@/ui/icon-button';
import { Page } from '@/ui/page';
import { Refusal } from '@/ui/refusal';
import { SearchField } from '@/ui/search-field';
import { EmptyState, Skeletons } from '@/ui/states';
import { ColumnMenu } from './column-menu';
import { Details } from './details';
import { ExportMenu, ExportProgress } from './export';
import { FilterPanel } from './filter-panel';
import { asked, type ColumnKey, isColumns, keptFilter, noFilter, type OpenedFilter, openedFilter, wantedFilter, type PageFilter, partsSet, startOfDay, usualColumns } from './model';
import { SavedFilters } from './saved-filters';
import classes from './records.module.css';
import { useColumns, widthOf } from './use-columns';
import { useExport } from './use-export';
import { type Records, useRecords } from './use-records';

/** What there is to say about each interaction, for owners and admins. */
export function RecordsPage(): ReactElement {
  const { t } = useTranslation('records');
  const supervisor = useSupervisor();
  if (!supervisor) {
    return (
      <Page title={t('title')}>
        <EmptyState icon={<IconTable size={32} stroke={1.4} />} title={t('denied')} text={t('deniedText')} />
      </Page>
    );
  }
  return <Recorded />;
}

// What another screen led here for, such as a figure of a report; else what the person begins with.
function firstFilter(): OpenedFilter {
  const wanted = wantedRecords();
  if (wanted !== undefined) return { filter: wantedFilter(wanted), text: '' };
  const usual = [...useDesk.getState().savedFilters.values()].find((each) => each.default);
  return usual === undefined ? { filter: noFilter, text: '' } : openedFilter(usual);
}

const storedColumns = 'records.columns';

function Recorded(): ReactElement {
  const { t } = useTranslation('records');
  const locale = useLocale();
  const online = useOnline();
  const [first] = useState(firstFilter);
  const [filter, setFilter] = useState<PageFilter>(first.filter);
  useEffect(forgetWantedRecords, []);
  const [text, setText] = useState(first.text);
  const [settled] = useDebouncedValue(text, 250);
  const [filtering, setFiltering] = useState(false);
  const [columns, setColumns] = useState(() => readStored(storedColumns, usualColumns, isColumns));
  const [, lookAgain] = useReducer((looks: number) => looks + 1, 0);
  // The days of a filter change at midnight only; a new filter each minute would ask each minute.
  useNow(60_000);
  const today = startOfDay(relayNow(), 0);
  const wanted = useMemo(() => asked(filter, settled, today), [filter, settled, today]);
  const records = useRecords(wanted, online);
  const refresh = (): void => {
    lookAgain(); // it may be another day by now
    records.refresh();
  };
  const table = useExport();
  const parts = partsSet(filter);
  const narrowed = parts > 0 || settled.trim() !== '';
  const clear = (): void => {
    setFilter(noFilter);
    setText('');
  };
  const open = (opened: OpenedFilter): void => {
    setFilter(opened.filter);
    setText(opened.text);
  };
  const choose = (next: readonly ColumnKey[]): void => {
    setColumns(next);
    writeStored(storedColumns, next);
  };
  const { about } = records;
  const actions = (
    <>
      <SearchField label={t('search')} value={text} onChange={setText} />
      <Button variant={parts > 0 ? 'light' : 'default'} leftSection={<IconFilter size={16} aria-hidden="true" />} onClick={() => setFiltering(true)}>
        {parts > 0 ? t('filter.count', { count: parts }) : t('filter.button')}
      </Button>
      <SavedFilters asked={keptFilter(filter, text)} narrowed={parts > 0 || text.trim() !== ''} online={online} onOpen={open} />
      <ColumnMenu chosen={columns} onChange={choose} />
      <ExportMenu disabled={!online || table.busy || about === undefined || about.matching === 0} onExport={(separator) => table.begin(asked(filter, settled, relayNow()), columns, separator)} />
      <IconButton label={t('refresh')} icon={<IconRefresh size={16} stroke={1.6} />} variant="default" size={34} onClick={refresh} disabled={!online} />
    </>
  );
  const count = about === undefined ? undefined : narrowed ? t('matching', { count: about.matching, matching: formatNumber(about.matching, locale), all: formatNumber(about.all, locale) }) : formatNumber(about.all, locale);
  return (
    <Page title={t('title')} count={count} lead={t('lead')} actions={actions}>
      {!online && <Callout tone="amber">{t('offline')}</Callout>}
      <Refusal error={records.error} fallback={t('failed')} actions={<Button variant="default" size="compact-sm" onClick={refresh}>{t('retry')}</Button>} />
      <ExportProgress table={table} />
      {records.loading && <Skeletons rows={8} label={t('loading')} />}
      <Found records={records} columns={columns} narrowed={narrowed} onClear={clear} onOnly={(contact) => open({ filter: { ...noFilter, rest: { ...noFilter.rest, contact } }, text: '' })} />
      {filtering && <FilterPanel filter={filter} services={about?.services ?? []} sources={about?.sources ?? []} onChange={setFilter} onClose={() => setFiltering(false)} />}
    </Page>
  );
}

interface FoundProps {
  readonly records: Records;
  readonly columns: readonly ColumnKey[];
  readonly narrowed: boolean;
  readonly onClear: () => void;
  readonly onOnly: (contactId: string) => void;
}

function Found({ records, columns, narrowed, onClear, onOnly }: FoundProps): ReactElement | null {
  const { t } = useTranslation('records');
  const [detailed, setDetailed] = useState('');
  const shown = useColumns(columns, (row) => setDetailed(row.interactionId));
  const { about, rows } = records;
  const at = rows.findIndex((each) => each.interactionId === detailed);
  const row = rows[at];
  if (about === undefined) return null;
  if (rows.length === 0) {
    return narrowed ? (
      <EmptyState title={t('noMatch')} text={t('noMatchText')} action={{ label: t('clear'), run: onClear }} />
    ) : (
      <EmptyState icon={<IconTable size={32} stroke={1.4} />} title={t('none')} text={t('noneText')} />
    );
  }
  return (
    <div className={classes.found} style={{ flex: '1 1 0' }}>
      <DataTable label={t('title')} rows={rows} rowKey={(row) => row.interactionId} columns={shown} minWidth={widthOf(columns)} maxHeight="none" all={about.matching} onEnd={records.more} />
      <Chain about={about} />
      {row !== undefined && (
        <Details
          row={row}
          newer={rows[at - 1]}
          older={rows[at + 1]}
          onShow={(next) => setDetailed(next.interactionId)}
          onOnly={(contactId) => {
            setDetailed('');
            onOnly(contactId);
          }}
          onClose={() => setDetailed('')}
        />
      )}
      {records.loadingMore && <p className={classes.foot} role="status">{t('more')}</p>}
    </div>
  );
}

// Where the chain ends: whoever notes the hash can prove later that nothing was changed.
function Chain({ about }: { readonly about: About }): ReactElement | null {
  const { t } = useTranslation('records');
  const locale = useLocale();
  if (about.hash === '') return null;
  return (
    <p className={classes.foot} title={t('chainTitle')}>
      {t('chain', { count: about.lines, lines: formatNumber(about.lines, locale) })}
      <code className="code">{about.hash}</code>
    </p>
  );
}
