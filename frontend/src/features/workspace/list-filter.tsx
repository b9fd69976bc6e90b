import { Button, Menu, MultiSelect, Popover, Switch } from '@mantine/core';
import { IconBookmark, IconFilter, IconTrash } from '@tabler/icons-react';
import { type ReactElement, useRef, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import type { ListFilter, ListView } from '@/bridge/types';
import { useRegisterActions } from '@/lib/actions';
import { useDesk } from '@/stores/desk';
import { useLabels } from '@/stores/labels';
import { countOf, meToo, narrowList, none, priorityStates, showEverything, showView, useListFilter, useListViews, windowStates } from '@/stores/list-filter';
import { type ThreadFilter, threadFilters } from '@/stores/selectors';
import { useOnline, useSupervisor } from '@/stores/session';
import { setFilter } from '@/stores/view';
import { FilterChips } from './filter-chips';
import classes from './list-filter.module.css';
import { SaveView } from './save-view';
import { useDeleteView } from './use-delete-view';

/** Narrows the list, and keeps what it is narrowed to as a view. */
export function ListFilterBar({ list }: { readonly list: ThreadFilter }): ReactElement {
  const { t } = useTranslation('work');
  const filter = useListFilter((store) => store.filter);
  const view = useChosenView();
  const [saving, setSaving] = useState(false);
  const opener = useRef<HTMLButtonElement>(null);
  const count = countOf(filter);
  useViewActions(() => setSaving(true), count > 0);
  return (
    <div className={classes.bar}>
      <Popover position="bottom-start" width={300} withinPortal trapFocus returnFocus>
        <Popover.Target>
          <button ref={opener} type="button" className={classes.button} data-on={count > 0 || undefined}>
            <IconFilter size={14} stroke={1.7} aria-hidden />
            {count === 0 ? t('filter.open') : t('filter.count', { count })}
          </button>
        </Popover.Target>
        <Popover.Dropdown className={classes.fields} aria-label={t('filter.title')}>
          <Fields filter={filter} />
        </Popover.Dropdown>
      </Popover>
      <Views chosen={view} />
      {count > 0 && (
        <button type="button" className={classes.button} onClick={() => setSaving(true)}>
          {t('views.save')}
        </button>
      )}
      <FilterChips filter={filter} opener={opener} />
      {saving && <SaveView list={list} filter={filter} view={view} onClose={() => setSaving(false)} />}
    </div>
  );
}

function useChosenView(): ListView | undefined {
  const id = useListFilter((store) => store.viewId);
  return useDesk((desk) => desk.listViews.get(id));
}

/** Shows a view in its list. */
function show(view: ListView): void {
  const list = threadFilters.find((each) => each === view.filter.list);
  if (list !== undefined) setFilter(list);
  showView(view);
}

/** The views and what can be done with the filter, for the palette. */
function useViewActions(save: () => void, narrowed: boolean): void {
  const { t } = useTranslation('work');
  const group = t('views.title');
  useRegisterActions([
    ...useListViews().map((each) => ({ id: `view.${each.id}`, label: t('views.show', { name: each.name }), group, run: () => show(each) })),
    ...(narrowed ? [{ id: 'view.save', label: t('views.save'), group, run: save }, { id: 'view.none', label: t('filter.clear'), group, run: showEverything }] : []),
  ]);
}

function Views({ chosen }: { readonly chosen: ListView | undefined }): ReactElement | null {
  const { t } = useTranslation('work');
  const views = useListViews();
  const online = useOnline();
  const supervisor = useSupervisor();
  const remove = useDeleteView();
  if (views.length === 0) return null;
  const mayDelete = chosen !== undefined && (!chosen.shared || supervisor);
  return (
    <Menu position="bottom-start" withinPortal>
      <Menu.Target>
        <button type="button" className={classes.button} data-on={chosen !== undefined || undefined}>
          <IconBookmark size={14} stroke={1.7} aria-hidden />
          <bdi className={classes.name}>{chosen?.name ?? t('views.title')}</bdi>
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {views.map((each) => (
          <Menu.Item key={each.id} rightSection={each.shared ? <span className={classes.shared}>{t('views.shared')}</span> : undefined} onClick={() => show(each)}>
            <bdi>{each.name}</bdi>
          </Menu.Item>
        ))}
        {chosen !== undefined && <Menu.Divider />}
        {chosen !== undefined && <Menu.Item onClick={showEverything}>{t('filter.clear')}</Menu.Item>}
        {mayDelete && (
          <Menu.Item leftSection={<IconTrash size={16} stroke={1.6} />} disabled={!online} onClick={() => remove(chosen)}>
            {t('views.delete', { name: chosen.name })}
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}

function Fields({ filter }: { readonly filter: ListFilter }): ReactElement {
  const { t } = useTranslation('work');
  const inboxes = useDesk((desk) => desk.inboxes);
  const numbers = useDesk((desk) => desk.numbers);
  const users = useDesk((desk) => desk.users);
  const labels = useLabels();
  const named = (rows: Iterable<{ readonly id: string; readonly name: string }>): { value: string; label: string }[] => [...rows].map(({ id, name }) => ({ value: id, label: name })).sort((a, b) => a.label.localeCompare(b.label));
  const put = (next: Partial<ListFilter>): void => narrowList({ ...filter, ...next });
  const select = (label: string, key: 'inboxes' | 'numbers' | 'agents' | 'labels' | 'windows' | 'priorities', data: { value: string; label: string }[]): ReactElement => (
    <MultiSelect size="xs" label={label} data={data} value={filter[key] ?? []} onChange={(value) => put({ [key]: value })} searchable={data.length > 6} clearable hidePickedOptions comboboxProps={{ withinPortal: false }} />
  );
  return (
    <>
      {labels.length > 0 && select(t('filter.labels'), 'labels', [{ value: none, label: t('filter.noLabel') }, ...named(labels)])}
      {select(t('filter.windows'), 'windows', windowStates.map((each) => ({ value: each, label: t(`filter.window.${each}`) })))}
      {select(t('filter.priorities'), 'priorities', priorityStates.map((each) => ({ value: each, label: t(`menu.priority.${each}`) })))}
      {inboxes.size > 1 && select(t('filter.inboxes'), 'inboxes', named(inboxes.values()))}
      {numbers.size > 1 && select(t('filter.numbers'), 'numbers', named(numbers.values()))}
      {select(t('filter.agents'), 'agents', [{ value: meToo, label: t('filter.me') }, { value: none, label: t('filter.nobody') }, ...named(users.values())])}
      <Switch size="xs" label={t('filter.unread')} checked={filter.unread === true} onChange={(event) => put({ unread: event.currentTarget.checked })} />
      <Switch size="xs" label={t('filter.snoozed')} checked={filter.snoozed === true} onChange={(event) => put({ snoozed: event.currentTarget.checked })} />
      <Button size="compact-sm" variant="subtle" disabled={countOf(filter) === 0} onClick={showEverything}>
        {t('filter.clear')}
      </Button>
    </>
  );
}
