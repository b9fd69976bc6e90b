import { useTranslation } from '@/lib/texts';
import { bridge } from '@/bridge/bridge';
import type { Thread } from '@/bridge/types';
import type { Priority } from '@/lib/lists';
import { paths, threadPath } from '@/lib/paths';
import { followTaken } from '@/stores/view';
import { isolate } from '@/lib/bidi';
import { useGo } from '@/lib/go';
import { showProblem, showToast } from '@/ui/toast';
import { showClosed, showTransferred } from './closed-toast';
import { shownNow, useGoOn } from './use-go-on';

/** What can be done with a whole conversation. */
export interface Deeds {
  readonly close: () => void;
  readonly archive: () => void;
  readonly requeue: () => void;
  readonly take: () => void;
  readonly reopen: () => void;
  readonly markUnread: () => void;
  /** After it was handed over to somebody or an inbox of that name. */
  readonly transferred: (name: string) => void;
  readonly setPriority: (priority: Priority | '') => void;
}

/** The actions on a thread; what is refused says why. Closing and archiving can be undone for a while. */
export function useDeeds(thread: Thread): Deeds {
  const { t } = useTranslation('thread');
  const go = useGo();
  const goOn = useGoOn(thread.id);
  const { threads } = bridge();
  const run = (call: Promise<void>, failed: string, done?: () => void): void => {
    call.then(done, (error: unknown) => showProblem(failed, error));
  };
  const reopen = (): void => run(threads.reopen(thread.id), t('header.reopenFailed'), () => go(threadPath(thread.id)));
  const putAway = (call: Promise<void>, done: string, failed: string): void => {
    const shown = shownNow();
    run(call, failed, () => showClosed(goOn(done, shown), thread.id, thread.interactionId, reopen));
  };
  const away = (): void => go(paths.workspace);
  return {
    reopen,
    close: () => putAway(threads.close(thread.interactionId, thread.epoch), t('header.closed'), t('header.closeFailed')),
    archive: () => putAway(threads.archive(thread.interactionId, thread.epoch), t('header.archived'), t('header.archiveFailed')),
    requeue: () => run(threads.requeue(thread.interactionId, thread.epoch), t('header.requeueFailed'), away),
    take: () => run(threads.take(thread.interactionId, thread.epoch), t('header.takeFailed'), () => followTaken(thread.id)),
    transferred: (name) => {
      away();
      const takeBack = (): void =>
        run(threads.takeBack(thread.interactionId, thread.epoch + 1), t('transfer.undoFailed'), () => {
          showToast(`transferred-${thread.id}`, t('transfer.undone'), '');
          go(threadPath(thread.id));
        });
      showTransferred(t('transfer.done', { name: isolate(name) }), thread, takeBack);
    },
    setPriority: (priority) => run(threads.setPriority(thread.interactionId, priority), t('header.priorityFailed')),
    // Back to the list, before the mark can come back: a thread in view is read.
    markUnread: () => {
      away();
      run(threads.markUnread(thread.id), t('header.unread'));
    },
  };
}
