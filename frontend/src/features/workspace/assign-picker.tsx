import { Modal, TextInput } from '@mantine/core';
import { IconInbox } from '@tabler/icons-react';
import { type ReactElement, useMemo, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import type { Inbox, User } from '@/bridge/types';
import { useDesk } from '@/stores/desk';
import { mayHandle } from '@/stores/selectors';
import { useOnline, useSupervisor } from '@/stores/session';
import { Avatar, dotOf } from '@/ui/avatar';
import classes from './picker.module.css';

interface PickerProps {
  readonly threadIds: readonly string[];
  readonly onGive: (user: User) => void;
  readonly onQueue: (inbox: Inbox) => void;
  readonly onClose: () => void;
}

const most = 50;

/** Asks who gets conversations, or into the queue of which inbox they go. Supervisors see how many each has; who has no room is refused by the relay, by name. */
export function AssignPicker({ threadIds, onGive, onQueue, onClose }: PickerProps): ReactElement {
  const { t } = useTranslation('work');
  const [query, setQuery] = useState('');
  const online = useOnline();
  const supervisor = useSupervisor();
  const people = usePeople();
  const shown = people.filter(({ user }) => user.name.toLocaleLowerCase().includes(query.trim().toLocaleLowerCase())).slice(0, most);
  const queues = useQueues(threadIds).filter(({ name }) => name.toLocaleLowerCase().includes(query.trim().toLocaleLowerCase())).slice(0, most);
  return (
    <Modal opened onClose={onClose} title={t('assign.title', { count: threadIds.length })} closeButtonProps={{ 'aria-label': t('close') }} size={400} yOffset="12vh">
      <div className={classes.picker}>
        <TextInput data-autofocus aria-label={t('assign.search')} placeholder={t('assign.search')} value={query} onChange={(event) => setQuery(event.currentTarget.value)} />
        {!online && <p className={classes.note}>{t('offline')}</p>}
        {shown.length + queues.length === 0 && <p className={classes.note}>{t('assign.nobody')}</p>}
        <div className={classes.list} role="group" aria-label={t('assign.people')}>
          {shown.map(({ user, open }) => (
            <button key={user.id} type="button" className={classes.choice} disabled={!online || user.presence !== 'online'} onClick={() => onGive(user)}>
              <Avatar id={user.id} name={user.name} size={24} presence={dotOf(user.presence)} />
              <bdi className={classes.name}>{user.name}</bdi>
              <span className={`figures ${classes.when}`}>{user.presence !== 'online' ? t(`assign.presence.${user.presence}`) : supervisor ? t('assign.load', { open, of: user.capacity }) : ''}</span>
            </button>
          ))}
        </div>
        {queues.length > 0 && (
          <div className={classes.list} role="group" aria-label={t('assign.inboxes')}>
            {queues.map((inbox) => (
              <button key={inbox.id} type="button" className={classes.choice} disabled={!online} onClick={() => onQueue(inbox)}>
                <IconInbox size={18} stroke={1.6} aria-hidden />
                <bdi className={classes.name}>{inbox.name}</bdi>
                <span className={classes.when}>{t('assign.queue')}</span>
              </button>
            ))}
          </div>
        )}
      </div>
    </Modal>
  );
}

/** The inboxes into whose queue all of them can go: of their channel, and where not all of them are already. */
function useQueues(threadIds: readonly string[]): readonly Inbox[] {
  const inboxes = useDesk((desk) => desk.inboxes);
  const threads = useDesk((desk) => desk.threads);
  return useMemo(() => {
    const those = threadIds.flatMap((id) => threads.get(id) ?? []);
    return [...inboxes.values()]
      .filter((inbox) => those.every((each) => (each.channel || 'whatsapp') === inbox.type) && !those.every((each) => each.inboxId === inbox.id && each.state === 'waiting'))
      .sort((a, b) => a.name.localeCompare(b.name));
  }, [inboxes, threads, threadIds]);
}

/** Who may have conversations: those who are here first, and of them who has the fewest. */
function usePeople(): readonly { readonly user: User; readonly open: number }[] {
  const users = useDesk((desk) => desk.users);
  const threads = useDesk((desk) => desk.threads);
  return useMemo(() => {
    const open = new Map<string, number>();
    for (const each of threads.values()) if (each.open && each.state === 'open') open.set(each.owner, (open.get(each.owner) ?? 0) + 1);
    return [...users.values()]
      .filter(mayHandle)
      .map((user) => ({ user, open: open.get(user.id) ?? 0 }))
      .sort((a, b) => Number(b.user.presence === 'online') - Number(a.user.presence === 'online') || a.open - b.open || a.user.name.localeCompare(b.user.name));
  }, [users, threads]);
}
