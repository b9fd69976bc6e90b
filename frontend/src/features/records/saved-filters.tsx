import { Button, Menu } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconBookmark, IconCheck, IconTrash } from '@tabler/icons-react';
import { type ReactElement, useMemo, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import { bridge } from '@/bridge/bridge';
import type { SavedFilter } from '@/bridge/types';
import { isolate } from '@/lib/bidi';
import { useDesk } from '@/stores/desk';
import { showProblem, showToast } from '@/ui/toast';
import { type KeptFilter, type OpenedFilter, openedFilter, sameFilter } from './model';
import { SaveFilter } from './save-filter';

/** What the menu works with: what is asked for now, and what opening a filter does. */
export interface SavedFiltersProps {
  readonly asked: KeptFilter;
  readonly narrowed: boolean;
  readonly online: boolean;
  readonly onOpen: (opened: OpenedFilter) => void;
}

/** The filters that the person keeps: chosen from a menu, kept under a name, begun with, deleted. */
export function SavedFilters({ asked, narrowed, online, onOpen }: SavedFiltersProps): ReactElement {
  const { t } = useTranslation('records');
  const table = useDesk((desk) => desk.savedFilters);
  const all = useMemo(() => [...table.values()].toSorted((a, b) => a.name.localeCompare(b.name)), [table]);
  const [naming, setNaming] = useState(false);
  const current = all.find((each) => sameFilter(each, asked));
  return (
    <>
      <Menu position="bottom-end" width={280}>
        <Menu.Target>
          <Button variant={current === undefined ? 'default' : 'light'} leftSection={<IconBookmark size={16} aria-hidden="true" />}>
            {current === undefined ? t('saved.button') : <bdi>{current.name}</bdi>}
          </Button>
        </Menu.Target>
        <Menu.Dropdown mah={420} style={{ overflowY: 'auto' }}>
          {all.length === 0 && <Menu.Label>{t('saved.none')}</Menu.Label>}
          {all.map((each) => (
            <Menu.Item key={each.id} rightSection={each.id === current?.id && <IconCheck size={16} stroke={1.8} aria-hidden />} aria-current={each.id === current?.id ? 'true' : undefined} onClick={() => onOpen(openedFilter(each))}>
              <bdi>{each.name}</bdi>
              {each.default && ` · ${t('saved.begins')}`}
            </Menu.Item>
          ))}
          <Menu.Divider />
          <Menu.Item disabled={!online || !narrowed || current !== undefined} onClick={() => setNaming(true)}>
            {t('saved.save')}
          </Menu.Item>
          {current !== undefined && <Current filter={current} online={online} />}
        </Menu.Dropdown>
      </Menu>
      {naming && <SaveFilter asked={asked} kept={all} onClose={() => setNaming(false)} />}
    </>
  );
}

/** What can be done with the filter that is open. */
function Current({ filter, online }: { readonly filter: SavedFilter; readonly online: boolean }): ReactElement {
  const { t } = useTranslation('records');
  const keep = (changed: SavedFilter): void => void bridge().records.keepFilter(changed).catch((error: unknown) => showProblem(t('saved.failed'), error));
  const drop = (): void => {
    bridge().records.dropFilter(filter.id).then(
      () => showToast(`filter-${filter.id}`, t('saved.deleted', { name: isolate(filter.name) }), <Undo toast={`filter-${filter.id}`} onUndo={() => keep({ ...filter, id: '' })} />),
      (error: unknown) => showProblem(t('saved.failed'), error),
    );
  };
  return (
    <>
      <Menu.Item disabled={!online} onClick={() => keep({ ...filter, default: !filter.default })}>
        {filter.default ? t('saved.beginNot') : t('saved.begin')}
      </Menu.Item>
      <Menu.Item disabled={!online} leftSection={<IconTrash size={16} stroke={1.6} aria-hidden />} onClick={drop}>
        {t('saved.delete', { name: isolate(filter.name) })}
      </Menu.Item>
    </>
  );
}

function Undo({ toast, onUndo }: { readonly toast: string; readonly onUndo: () => void }): ReactElement {
  const { t } = useTranslation('records');
  const undo = (): void => {
    notifications.hide(toast);
    onUndo();
  };
  return (
    <Button size="compact-sm" variant="default" onClick={undo}>
      {t('saved.undo')}
    </Button>
  );
}
