import { useTranslation } from '@/lib/texts';
import type { Thread } from '@/bridge/types';
import { useActs } from '@/i18n/use-acts';
import { useDesk } from '@/stores/desk';
import { followsAll, mayFollow, useFollowsAll } from '@/stores/following';
import { isAsleep, useThread } from '@/stores/selectors';
import { useSelection } from '@/stores/selection';
import { isSupervisor, useSession } from '@/stores/session';
import { choose } from '@/stores/work';
import { useRowDeeds } from './use-row-deeds';
import { useSleep } from './use-snooze';

/** The conversations that a key is about: those that are marked, the row of the list that has the focus, or the open one. */
function aimedAt(openId: string): string {
  return document.activeElement?.closest<HTMLElement>('[data-thread]')?.dataset.thread ?? openId;
}

/** Whether this person may put a conversation off. */
export function maySnooze(thread: Thread | undefined): boolean {
  const { state } = useSession.getState();
  return thread !== undefined && thread.open && thread.state === 'open' && thread.access === 'full' && (thread.owner === state?.userId || isSupervisor(state?.role ?? ''));
}

/** L labels and H puts off, from the list and from the conversation; both stand in the palette. */
export function useWorkKeys(openId: string): void {
  const { t } = useTranslation('work');
  const thread = useThread(openId);
  const { wake } = useSleep();
  const deeds = useRowDeeds();
  const follows = useFollowsAll([openId]);
  const marked = (): readonly string[] => [...useSelection.getState().ids];
  const label = (): void => {
    if (marked().length > 0) return choose('labels', marked());
    const id = aimedAt(openId);
    if (useDesk.getState().threads.has(id)) choose('labels', [id]);
  };
  const snooze = (): void => {
    if (marked().length > 0) return choose('snooze', marked());
    const id = aimedAt(openId);
    const row = useDesk.getState().threads.get(id);
    if (row === undefined || !maySnooze(row)) return;
    if (isAsleep(row)) wake([id]);
    else choose('snooze', [id]);
  };
  const follow = (): void => {
    const ids = marked().length > 0 ? marked() : [aimedAt(openId)].filter((id) => mayFollow(useDesk.getState().threads.get(id)));
    if (ids.length > 0) (followsAll(ids) ? deeds.unfollow : deeds.follow)(ids);
  };
  // The keys are about the row that has the focus; the palette, in which none has it, about the open conversation.
  useActs([
    { id: 'work.label', unlisted: thread === undefined, run: label },
    { id: 'work.follow', unlisted: !mayFollow(thread), label: follows ? t('keys.unfollow') : t('keys.follow'), run: follow },
    { id: 'work.snooze', unlisted: !maySnooze(thread), label: thread !== undefined && isAsleep(thread) ? t('keys.wake') : t('keys.snooze'), run: snooze },
  ]);
}
