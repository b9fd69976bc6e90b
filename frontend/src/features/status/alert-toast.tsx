import { Button, Group } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import type { ReactElement } from 'react';
import { useTranslation } from '@/lib/texts';
import type { Alert } from '@/bridge/types';
import { paths, threadPath } from '@/lib/paths';
import { showToast } from '@/ui/toast';

/** What the toast of each kind of alert has told of since it came up: conversations, or the words where there is none. */
const told = new Map<string, ReadonlySet<string>>();

/**
 * Shows an alert about a conversation. There is one toast for each kind of alert, and the
 * newest replaces the one before: when ten customers write in a minute, no more of the
 * screen is covered, and no longer, than by the last of them. The others stand under
 * Notifications. `why` is what the system can't do, or ''.
 */
export function showAlert(said: Alert, why: string, go: (path: string) => void): void {
  const id = `alert-${said.type}`;
  const threads = new Set(told.get(id)).add(said.threadId || said.body);
  const leave = (path: string): void => {
    notifications.hide(id);
    go(path);
  };
  showToast(id, said.title, <AlertToast said={said} why={why} others={threads.size - 1} onGo={leave} />, { onClose: () => told.delete(id) });
  told.set(id, threads);
}

interface AlertToastProps {
  readonly said: Alert;
  readonly why: string;
  /** How many more conversations it is about. */
  readonly others: number;
  readonly onGo: (path: string) => void;
}

function AlertToast({ said, why, others, onGo }: AlertToastProps): ReactElement {
  const { t } = useTranslation('status');
  return (
    <>
      <span dir="auto">{said.body}</span>
      {why !== '' && <div>{why}</div>}
      <Group gap={6}>
        {said.threadId !== '' && (
          <Button size="compact-sm" variant="default" mt={6} onClick={() => onGo(threadPath(said.threadId))}>
            {t('alert.open')}
          </Button>
        )}
        {others > 0 && (
          <Button size="compact-sm" variant="subtle" mt={6} onClick={() => onGo(paths.notifications)}>
            {t('alert.others', { count: others })}
          </Button>
        )}
      </Group>
    </>
  );
}
