import { useTranslation } from '@/lib/texts';
import { bridge } from '@/bridge/bridge';
import { toBridgeError } from '@/bridge/errors';
import type { Thread } from '@/bridge/types';
import { useActs } from '@/i18n/use-acts';
import { relayNow } from '@/lib/clock';
import { useGo } from '@/lib/go';
import { threadPath } from '@/lib/paths';
import { useDesk } from '@/stores/desk';
import { inOrder, sortIntoLists } from '@/stores/selectors';
import { useSession } from '@/stores/session';
import { followTaken } from '@/stores/view';
import { showProblem, showToast } from '@/ui/toast';

// As many colleagues may be quicker, one after the other, before the person is told.
const mostTries = 8;

/** What waits first of all, as it is known now, without what a colleague was quicker to take. */
function firstWaiting(lost: ReadonlySet<string>): Thread | undefined {
  const { state } = useSession.getState();
  const { waiting } = sortIntoLists(useDesk.getState().threads.values(), state?.userId ?? '', state?.role ?? '');
  // What is being offered has somebody to answer it.
  return inOrder(waiting.filter((each) => each.state === 'waiting' && !lost.has(each.interactionId)), 'waiting', relayNow())[0];
}

/** Whether it was somebody else's, or over, when the take arrived: the next one may still be had. */
function isLost(error: unknown): boolean {
  const { code, subcode } = toBridgeError(error);
  return code === 'notFound' || (code === 'conflict' && (subcode === 'changedHands' || subcode === 'ended'));
}

/** Takes the first that still waits: nobody may have waited, or all of them were lost to colleagues. */
async function takeFirst(): Promise<Thread | 'nobody' | 'lost'> {
  const lost = new Set<string>();
  for (;;) {
    const next = firstWaiting(lost);
    if (next === undefined) return lost.size === 0 ? 'nobody' : 'lost';
    try {
      await bridge().threads.take(next.interactionId, next.epoch);
      return next;
    } catch (error: unknown) {
      lost.add(next.interactionId);
      if (!isLost(error) || lost.size >= mostTries) throw error;
    }
  }
}

/** G, Alt+G and the palette take what waits first of all that this person may take, in the order in which the relay would offer it, and open it. */
export function useTakeNext(): void {
  const { t } = useTranslation('workspace');
  const go = useGo();
  const taken = (next: Thread | 'nobody' | 'lost'): void => {
    if (next === 'nobody' || next === 'lost') {
      showToast('take-next', t(next === 'nobody' ? 'empty.waiting' : 'nobodyLeft'), '');
      return;
    }
    followTaken(next.id);
    go(threadPath(next.id));
  };
  const run = (): void => void takeFirst().then(taken, (error: unknown) => showProblem(t('takeNextFailed'), error));
  useActs([{ id: 'queue.next', run }]);
}
