import { Menu, Portal } from '@mantine/core';
import { type MouseEvent, type ReactElement, type ReactNode, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import type { Thread } from '@/bridge/types';
import { isByMenuKey } from '@/lib/keyboard';
import { priorities } from '@/lib/lists';
import { useDesk } from '@/stores/desk';
import { useFollowsAll } from '@/stores/following';
import { isAsleep, unreadOf } from '@/stores/selectors';
import { useSelection } from '@/stores/selection';
import { isSupervisor, useSession } from '@/stores/session';
import { choose } from '@/stores/work';
import classes from './bulk.module.css';
import { useRowDeeds } from './use-row-deeds';
import { useSleep } from './use-snooze';
import { maySnooze } from './use-work-keys';

interface Opened {
  readonly threadIds: readonly string[];
  readonly x: number;
  readonly y: number;
  readonly byKey: boolean;
}

interface Item {
  readonly id: string;
  readonly label: ReactNode;
  readonly run: () => void;
}

/** The menu of a row, by the right button or the menu's key. On a row that is marked it is about all that are. */
export function useRowMenu(): { readonly onContextMenu: (event: MouseEvent) => void; readonly element: ReactElement | null } {
  const [opened, setOpened] = useState<Opened>();
  const onContextMenu = (event: MouseEvent): void => {
    const row = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-thread]') : null;
    const id = row?.dataset.thread ?? '';
    if (row === null || !useDesk.getState().threads.has(id)) return;
    event.preventDefault();
    const { ids } = useSelection.getState();
    const byKey = isByMenuKey();
    const { left, bottom } = row.getBoundingClientRect();
    const place = byKey ? { x: Math.max(0, left), y: Math.min(bottom, window.innerHeight) } : { x: event.clientX, y: event.clientY };
    setOpened({ threadIds: ids.has(id) ? [...ids] : [id], ...place, byKey });
  };
  return { onContextMenu, element: opened === undefined ? null : <RowMenu opened={opened} onClose={() => setOpened(undefined)} /> };
}

function RowMenu({ opened, onClose }: { readonly opened: Opened; readonly onClose: () => void }): ReactElement {
  const { t } = useTranslation('work');
  const groups = useItems(opened.threadIds);
  // Outside of the list, as the menu of a message: within it the window's places count from the row.
  return (
    <Portal>
      <Menu opened onClose={onClose} position="bottom-start" withinPortal trapFocus returnFocus shadow="md" withInitialFocusPlaceholder={!opened.byKey}>
        <Menu.Target>
          <span className={classes.place} style={{ left: opened.x, top: opened.y }} />
        </Menu.Target>
        <Menu.Dropdown aria-label={t('menu.label')}>
          {opened.threadIds.length > 1 && <Menu.Label>{t('bulk.selected', { count: opened.threadIds.length })}</Menu.Label>}
          {groups.map((items, group) => (
            <div key={group} role="presentation">
              {group > 0 && items.length > 0 && <Menu.Divider />}
              {items.map(({ id, label, run }, index) => (
                <Menu.Item key={id} data-autofocus={(opened.byKey && group === 0 && index === 0) || undefined} onClick={run}>
                  {label}
                </Menu.Item>
              ))}
            </div>
          ))}
        </Menu.Dropdown>
      </Menu>
    </Portal>
  );
}

/** What can be done with the conversations, in groups. */
function useItems(threadIds: readonly string[]): readonly (readonly Item[])[] {
  const { t } = useTranslation('work');
  const deeds = useRowDeeds();
  const { wake } = useSleep();
  const one = useDesk((desk) => (threadIds.length === 1 ? desk.threads.get(threadIds[0] ?? '') : undefined));
  const unread = useDesk((desk) => one !== undefined && unreadOf(desk, one.id) > 0);
  const supervisor = useSession((store) => isSupervisor(store.state?.role ?? ''));
  const several = threadIds.length > 1;
  const had = several || maySnooze(one);
  const asleep = one !== undefined && isAsleep(one);
  const waits = one !== undefined && one.open && (one.state === 'waiting' || (supervisor && (one.state === 'offered' || one.state === 'open')));
  const mine = useSession((store) => one !== undefined && one.owner === (store.state?.userId ?? ''));
  const seen = several || one?.access === 'full' || one?.access === 'handled';
  const following = useFollowsAll(threadIds);
  const pick = (items: readonly (Item | false)[]): readonly Item[] => items.filter((each): each is Item => each !== false);
  return [
    pick([
      one !== undefined && { id: 'open', label: t('menu.open'), run: () => deeds.open(one) },
      one !== undefined && waits && !mine && { id: 'take', label: t('menu.take'), run: () => deeds.take(one) },
      (had || (supervisor && one?.open === true)) && { id: 'assign', label: t('menu.assign'), run: () => choose('assign', threadIds) },
    ]),
    pick([
      seen && { id: 'labels', label: t('keys.labels'), run: () => choose('labels', threadIds) },
      had && (asleep ? { id: 'wake', label: t('keys.wake'), run: () => wake(threadIds) } : { id: 'snooze', label: t('keys.snooze'), run: () => choose('snooze', threadIds) }),
      following && { id: 'unfollow', label: t('keys.unfollow'), run: () => deeds.unfollow(threadIds) },
      seen && !following && { id: 'follow', label: t('keys.follow'), run: () => deeds.follow(threadIds) },
      (several || unread) && { id: 'read', label: t('menu.read'), run: () => deeds.markRead(threadIds) },
      !unread && { id: 'unread', label: t('menu.unread'), run: () => deeds.markUnread(threadIds) },
    ]),
    one === undefined || !supervisor || !one.open ? [] : priorityItems(one, t, deeds.setPriority),
    pick([had && { id: 'close', label: t('menu.close'), run: () => deeds.close(threadIds) }, had && { id: 'archive', label: t('menu.archive'), run: () => deeds.archive(threadIds) }]),
  ];
}

function priorityItems(thread: Thread, t: ReturnType<typeof useTranslation<'work'>>['t'], put: ReturnType<typeof useRowDeeds>['setPriority']): readonly Item[] {
  return (['', ...priorities] as const)
    .filter((each) => each !== (thread.priority ?? ''))
    .map((each) => ({ id: `priority-${each}`, label: t(`menu.priority.${each === '' ? 'usual' : each}`), run: () => put(thread, each) }));
}
