import { Button, Menu, Select } from '@mantine/core';
import { IconPencil, IconPlus, IconRefresh, IconTemplate } from '@tabler/icons-react';
import { type ReactElement, useMemo, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import { useLocation, useRoute } from 'wouter';
import { bridge } from '@/bridge/bridge';
import type { Waba } from '@/bridge/types';
import { useLocale } from '@/i18n/locale';
import { relayNow } from '@/lib/clock';
import { formatNumber } from '@/lib/numbers';
import { paths, templatePath } from '@/lib/paths';
import { useDesk } from '@/stores/desk';
import { useOnline, useSupervisor } from '@/stores/session';
import { useHeldRow } from '@/stores/use-held-row';
import { useAct } from '@/stores/use-act';
import { Callout } from '@/ui/callout';
import { Chip } from '@/ui/chip';
import { type Column, DataTable } from '@/ui/data-table';
import { IconButton } from '@/ui/icon-button';
import { Named } from '@/ui/named';
import { Page } from '@/ui/page';
import { Refusal } from '@/ui/refusal';
import { RelativeTime } from '@/ui/relative-time';
import { SearchField } from '@/ui/search-field';
import { EmptyState, Skeletons } from '@/ui/states';
import { TemplateEditor } from './editor';
import { type Example, examples } from './examples';
import { blankWording, familiesOf, type Family, freeName, writable } from './model';
import { categoryWords } from './state-box';
import { StatusChip } from '@/ui/template-status';
import classes from './templates.module.css';

/** The message templates: those of every account, and one of them being written. */
export function TemplatesPage(): ReactElement {
  const { t } = useTranslation('templates');
  const supervisor = useSupervisor();
  const [editing, route] = useRoute<{ readonly templateId: string }>(paths.template);
  const templates = useDesk((desk) => desk.templates);
  const loaded = useDesk((desk) => desk.loaded);
  const families = useMemo(() => familiesOf(templates.values()), [templates]);
  const id = editing ? route.templateId : '';
  // One that was deleted has a row still, for what was sent with it, and is in no family.
  const family = families.find((each) => each.all.some((one) => one.id === id));
  const held = useHeldRow(family === undefined ? undefined : templates.get(id), id);
  const heldFamily = useHeldRow(family, id).row;
  if (!supervisor) {
    return (
      <Page title={t('title')}>
        <EmptyState icon={<IconTemplate size={32} stroke={1.4} />} title={t('denied')} text={t('deniedText')} />
      </Page>
    );
  }
  if (!editing) return <Templates families={families} />;
  const { row: template, gone } = held;
  if (template === undefined || heldFamily === undefined) return loaded ? <Gone /> : <Skeletons rows={6} label={t('loading')} />;
  return <TemplateEditor key={template.id} template={template} family={heldFamily} gone={gone} />;
}

function Gone(): ReactElement {
  const { t } = useTranslation('templates');
  const [, go] = useLocation();
  return (
    <Page title={t('title')}>
      <EmptyState icon={<IconTemplate size={32} stroke={1.4} />} title={t('gone')} text={t('goneText')} action={{ label: t('editor.back'), run: () => go(paths.templates) }} />
    </Page>
  );
}

const filters = ['all', 'draft', 'PENDING', 'APPROVED', 'REJECTED', 'PAUSED'] as const;
type Filter = (typeof filters)[number];

function Templates({ families }: { readonly families: readonly Family[] }): ReactElement {
  const { t } = useTranslation('templates');
  const locale = useLocale();
  const [, go] = useLocation();
  const online = useOnline();
  const loaded = useDesk((desk) => desk.loaded);
  const wabas = useDesk((desk) => desk.wabas);
  const [search, setSearch] = useState('');
  const [filter, setFilter] = useState<Filter>('all');
  const accounts = useMemo(() => [...wabas.values()].sort((a, b) => a.name.localeCompare(b.name, locale)), [wabas, locale]);
  const here = accounts.filter(writable);
  const found = useMemo(() => matching(families, search, filter), [families, search, filter]);
  const actions = (
    <>
      {families.length > 0 && <SearchField label={t('search')} value={search} onChange={setSearch} />}
      {families.length > 0 && <Select aria-label={t('filter.label')} size="sm" w={150} data={filters.map((each) => ({ value: each, label: t(`filter.${each}`) }))} value={filter} allowDeselect={false} onChange={(value) => setFilter(filters.find((each) => each === value) ?? 'all')} />}
      <NewTemplate accounts={here} disabled={!online} />
    </>
  );
  return (
    <Page title={t('title')} count={families.length === 0 ? undefined : formatNumber(families.length, locale)} lead={t('lead')} actions={actions}>
      {!online && <Callout tone="amber">{t('offline')}</Callout>}
      {accounts.map((each) => (
        <Synced key={each.id} account={each} online={online} />
      ))}
      {!loaded && <Skeletons rows={4} label={t('loading')} />}
      {loaded && accounts.length === 0 && <EmptyState icon={<IconTemplate size={32} stroke={1.4} />} title={t('noAccount')} text={t('noAccountText')} action={{ label: t('connect'), run: () => go(paths.channels) }} />}
      {loaded && accounts.length > 0 && families.length === 0 && <EmptyState icon={<IconTemplate size={32} stroke={1.4} />} title={t('none')} text={t('noneText')} />}
      {families.length > 0 && found.length === 0 && (
        <EmptyState
          title={t('noMatch')}
          text={t('noMatchText')}
          action={{
            label: t('clear'),
            run: () => {
              setSearch('');
              setFilter('all');
            },
          }}
        />
      )}
      {found.length > 0 && <TemplateTable rows={found} accounts={wabas} />}
    </Page>
  );
}

function matching(families: readonly Family[], search: string, filter: Filter): readonly Family[] {
  const words = search.toLocaleLowerCase().split(/\s+/).filter((each) => each !== '');
  return families.filter(({ name, all }) => {
    const text = [name, ...all.flatMap((each) => [each.body, each.draft?.body ?? '', each.language])].join('\n').toLocaleLowerCase();
    const stands = filter === 'all' || all.some((each) => (filter === 'draft' ? each.draft !== null : each.status === filter));
    return stands && words.every((each) => text.includes(each));
  });
}

/** When an account's templates were last asked for, and a way to ask now. */
function Synced({ account, online }: { readonly account: Waba; readonly online: boolean }): ReactElement {
  const { t } = useTranslation('templates');
  const locale = useLocale();
  const act = useAct();
  const at = account.templatesAt ?? 0;
  return (
    <div>
      <div className={classes.row}>
        <strong dir="auto">{account.name}</strong>
        <span className={classes.dim}>
          {at === 0 ? (
            t('syncedNever')
          ) : (
            <>
              {t('synced')} <RelativeTime at={at} locale={locale} />
            </>
          )}
        </span>
        <Button size="compact-sm" variant="default" leftSection={<IconRefresh size={14} aria-hidden />} loading={act.busy} disabled={!online} aria-label={t('syncNamed', { name: account.name })} onClick={() => void act.run(() => bridge().templates.pull(account.id))}>
          {t('sync')}
        </Button>
        {!writable(account) && <span className={classes.dim}>{t('elsewhere', { name: account.name })}</span>}
      </div>
      <Refusal error={act.error} fallback={t('failed')} />
    </div>
  );
}

/** Begins a template: an empty one or one of the examples, each with one click. */
function NewTemplate({ accounts, disabled }: { readonly accounts: readonly Waba[]; readonly disabled: boolean }): ReactElement {
  const { t } = useTranslation('templates');
  const [, go] = useLocation();
  const templates = useDesk((desk) => desk.templates);
  const act = useAct();
  const [account, setAccount] = useState<string>();
  const chosen = accounts.find((each) => each.id === account) ?? accounts.at(0);
  const begin = async (example?: Example): Promise<void> => {
    if (chosen === undefined) return;
    const name = freeName(example?.name ?? 'new_template', templates.values(), chosen.id, relayNow());
    const made = await act.run(() => bridge().templates.draft({ templateId: '', wabaId: chosen.id, name, language: 'en_US', version: 0, ...(example?.wording ?? blankWording) }));
    if (made !== undefined) go(templatePath(made.value.id));
  };
  return (
    <>
      {accounts.length > 1 && <Select aria-label={t('new.account')} size="sm" w={170} data={accounts.map((each) => ({ value: each.id, label: each.name }))} value={chosen?.id ?? null} allowDeselect={false} onChange={(value) => setAccount(value ?? undefined)} />}
      <Menu position="bottom-end">
        <Menu.Target>
          <Button leftSection={<IconPlus size={16} aria-hidden />} loading={act.busy} disabled={disabled || chosen === undefined}>
            {t('new.label')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => void begin()}>{t('new.blank')}</Menu.Item>
          <Menu.Label>{t('new.examples')}</Menu.Label>
          {examples.map((each) => (
            <Menu.Item key={each.name} onClick={() => void begin(each)}>
              {t(`example.${each.name}`)}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      <Refusal error={act.error} fallback={t('failed')} />
    </>
  );
}

function TemplateTable({ rows, accounts }: { readonly rows: readonly Family[]; readonly accounts: ReadonlyMap<string, Waba> }): ReactElement {
  const { t } = useTranslation('templates');
  const [, go] = useLocation();
  const open = ({ all }: Family): void => {
    const first = all.find((each) => each.draft !== null) ?? all.at(0);
    if (first !== undefined) go(templatePath(first.id));
  };
  const columns: readonly Column<Family>[] = [
    {
      key: 'name', title: t('table.name'), width: 'minmax(200px, 2fr)',
      cell: (row) => (
        <Named below={accounts.size > 1 ? (accounts.get(row.wabaId)?.name ?? '') : firstLine(row)}>
          <strong className="code">{row.name}</strong>
        </Named>
      ),
    },
    { key: 'category', title: t('table.category'), width: '120px', cell: (row) => categoryWords(t, row.all.at(0)?.category ?? '') },
    { key: 'languages', title: t('table.languages'), width: 'minmax(220px, 2fr)', cell: (row) => <div className={classes.row}>{row.all.map((each) => <StatusChip key={each.id} template={each} language />)}</div> },
    {
      key: 'notes', title: t('table.notes'), width: 'minmax(140px, 1fr)',
      cell: (row) => (
        <div className={classes.row}>
          {row.all.some((each) => each.draft !== null && each.status !== 'DRAFT') && <Chip tone="accent">{t('table.changes')}</Chip>}
          {row.all.some((each) => each.agreed !== undefined) && <Chip tone="amber" title={t('table.driftHint')}>{t('table.drift')}</Chip>}
          {row.all.some((each) => each.quality === 'RED') && <Chip tone="red">{t('table.low')}</Chip>}
          {row.all.some((each) => each.quality === 'YELLOW') && <Chip tone="amber">{t('table.medium')}</Chip>}
        </div>
      ),
    },
    { key: 'actions', title: t('table.actions'), width: '56px', end: true, cell: (row) => <IconButton label={t('editNamed', { name: row.name })} icon={<IconPencil size={16} stroke={1.6} />} onClick={() => open(row)} /> },
  ];
  return <DataTable label={t('title')} rows={rows} rowKey={(row) => row.key} columns={columns} minWidth={820} />;
}

function firstLine({ all }: Family): string {
  const [first] = all;
  return first === undefined ? '' : (first.body === '' ? (first.draft?.body ?? '') : first.body).split('\n')[0]?.slice(0, 90) ?? '';
}
