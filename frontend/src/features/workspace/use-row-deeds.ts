import { useTranslation } from '@/lib/texts';
import { bridge } from '@/bridge/bridge';
import type { Thread } from '@/bridge/types';
import { useGo } from '@/lib/go';
import type { Priority } from '@/lib/lists';
import { threadPath } from '@/lib/paths';
import { useDesk } from '@/stores/desk';
import { isArchived, isFollowed } from '@/stores/selectors';
import { meNow } from '@/stores/session';
import { followTaken, setWriteIn } from '@/stores/view';
import { showProblem } from '@/ui/toast';
import { useBulk } from './use-bulk';

/** What can be done from the list with one conversation or several. */
export interface RowDeeds {
  readonly open: (thread: Thread) => void;
  readonly take: (thread: Thread) => void;
  readonly setPriority: (thread: Thread, priority: Priority | '') => void;
  readonly close: (threadIds: readonly string[]) => void;
  readonly archive: (threadIds: readonly string[]) => void;
  /** Out of the archive, of what was put away after its end. */
  readonly unarchive: (threadIds: readonly string[]) => void;
  readonly reopen: (threadIds: readonly string[]) => void;
  readonly markRead: (threadIds: readonly string[]) => void;
  readonly markUnread: (threadIds: readonly string[]) => void;
  readonly follow: (threadIds: readonly string[]) => void;
  readonly unfollow: (threadIds: readonly string[]) => void;
  readonly give: (threadIds: readonly string[], to: string, name: string) => void;
  /** Into the queue of an inbox. */
  readonly queue: (threadIds: readonly string[], inboxId: string, name: string) => void;
}

/** The deeds of the list. What can be taken back can be undone for a while. */
export function useRowDeeds(): RowDeeds {
  const { t } = useTranslation('work');
  const go = useGo();
  const bulk = useBulk();
  const { threads, work } = bridge();
  const reopen = (thread: Thread): Promise<void> => threads.reopen(thread.id);
  // What was reopened is another interaction, of which only the row as it is now tells.
  const endAgain = async (before: Thread): Promise<void> => {
    const thread = useDesk.getState().threads.get(before.id);
    if (thread?.open !== true) return;
    await (isArchived(before) ? threads.archive(thread.interactionId, thread.epoch) : threads.close(thread.interactionId, thread.epoch));
  };
  // What nobody had goes back to the queue in which it waited. An offer of it has changed its epoch meanwhile; of what
  // somebody has by now the relay refuses it, by the epoch that it had.
  const requeue = (before: Thread): Promise<void> => {
    const thread = useDesk.getState().threads.get(before.id);
    const waits = thread?.interactionId === before.interactionId && thread.owner === '';
    return threads.transfer(before.interactionId, waits ? thread.epoch : before.epoch + 1, { to: '', inboxId: before.inboxId, note: '' });
  };
  const read = (thread: Thread): Promise<void> => threads.markRead(thread.id, thread.lastSeq);
  const unread = (thread: Thread): Promise<void> => threads.markUnread(thread.id);
  const follow = (thread: Thread): Promise<void> => work.follow(thread.id, '', true);
  const unfollow = (thread: Thread): Promise<void> => work.follow(thread.id, '', false);
  const followed = (thread: Thread): boolean => isFollowed(thread, meNow());
  return {
    open: (thread) => {
      setWriteIn(thread.id);
      go(threadPath(thread.id));
    },
    take: (thread) =>
      void threads.take(thread.interactionId, thread.epoch).then(
        () => {
          followTaken(thread.id);
          go(threadPath(thread.id));
        },
        (error: unknown) => showProblem(t('menu.takeFailed'), error),
      ),
    setPriority: (thread, priority) => void threads.setPriority(thread.interactionId, priority).catch((error: unknown) => showProblem(t('menu.priorityFailed'), error)),
    close: (ids) => void bulk(ids, { done: t('bulk.closed'), run: (each) => threads.close(each.interactionId, each.epoch), undo: reopen }),
    archive: (ids) =>
      void bulk(ids, {
        done: t('bulk.archived'),
        // What has ended is put away as it is.
        run: (each) => (each.open ? threads.archive(each.interactionId, each.epoch) : threads.file(each.interactionId, false)),
        undo: (each) => (each.open ? reopen(each) : threads.file(each.interactionId, true)),
      }),
    unarchive: (ids) => void bulk(ids, { done: t('bulk.unarchived'), run: (each) => threads.file(each.interactionId, true), undo: (each) => threads.file(each.interactionId, false) }),
    reopen: (ids) => void bulk(ids, { done: t('bulk.reopened'), run: reopen, undo: endAgain }),
    markRead: (ids) => void bulk(ids, { done: t('bulk.read'), run: read, undo: unread }),
    markUnread: (ids) => void bulk(ids, { done: t('bulk.unread'), run: unread, undo: read }),
    // What was followed before stays so after an undo, and what was not stays free of it.
    follow: (ids) => void bulk(ids, { done: t('bulk.followed'), run: follow, undo: unfollow, undoes: (each) => !followed(each) }),
    unfollow: (ids) => void bulk(ids, { done: t('bulk.unfollowed'), run: unfollow, undo: follow, undoes: followed }),
    queue: (ids, inboxId, name) =>
      void bulk(ids, {
        done: t('bulk.queued', { name }),
        run: (each) => threads.transfer(each.interactionId, each.epoch, { to: '', inboxId, note: '' }),
        undo: (each) => (each.owner === '' ? requeue(each) : threads.takeBack(each.interactionId, each.epoch + 1)),
        // Nothing leads back to no inbox: what nobody had and no queue stays where it is now.
        undoes: (each) => each.owner !== '' || each.inboxId !== '',
      }),
    give: (ids, to, name) =>
      void bulk(ids, {
        done: t('bulk.given', { name }),
        run: (each) => threads.transfer(each.interactionId, each.epoch, { to, inboxId: '', note: '' }),
        undo: (each) => threads.takeBack(each.interactionId, each.epoch + 1),
      }),
  };
}
