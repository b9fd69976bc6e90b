import { Button, Menu } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconDots, IconPencil, IconTrash } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from '@/lib/texts';
import { bridge } from '@/bridge/bridge';
import type { Message } from '@/bridge/types';
import { setDraft, useDrafts } from '@/stores/drafts';
import { setNoteIn } from '@/stores/view';
import { IconButton } from '@/ui/icon-button';
import { showProblem, showToast } from '@/ui/toast';

/** What somebody can do with a note of their own. */
export function NoteActions({ message }: { readonly message: Message }): ReactElement {
  const { t } = useTranslation('thread');
  const edit = (): void => {
    const place = `note/${message.threadId}/${message.id}`;
    if (!useDrafts.getState().texts.has(place)) setDraft(place, message.text);
    setNoteIn(message.threadId, message.id);
  };
  const toast = `note-${message.id}`;
  const bringBack = (): void => {
    notifications.hide(toast);
    void bridge().threads.deleteNote(message.id, true).catch((error: unknown) => showProblem(t('note.undoFailed'), error));
  };
  const remove = (): void =>
    void bridge().threads.deleteNote(message.id, false).then(
      () =>
        showToast(
          toast,
          t('note.deletedToast'),
          <Button size="compact-sm" variant="default" onClick={bringBack}>
            {t('note.undo')}
          </Button>,
        ),
      (error: unknown) => showProblem(t('note.deleteFailed'), error),
    );
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <IconButton label={t('note.actions')} icon={<IconDots size={16} stroke={1.6} />} />
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconPencil size={16} stroke={1.6} />} onClick={edit}>
          {t('note.edit')}
        </Menu.Item>
        <Menu.Item leftSection={<IconTrash size={16} stroke={1.6} />} onClick={remove}>
          {t('note.delete')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
