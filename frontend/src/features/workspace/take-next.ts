import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { bridge } from '@/bridge/bridge';
import { useRegisterActions } from '@/lib/actions';
import { relayNow } from '@/lib/clock';
import { threadPath } from '@/lib/paths';
import { useShortcuts } from '@/lib/use-shortcuts';
import { inOrder, useThreadLists } from '@/stores/selectors';
import { setWriteIn } from '@/stores/view';
import { showProblem, showToast } from '@/ui/toast';

/** G, Alt+G and the palette take what waits first of all that this person may take, in the order in which the relay would offer it, and open it. */
export function useTakeNext(): void {
  const { t } = useTranslation('workspace');
  const [, go] = useLocation();
  const { waiting } = useThreadLists();
  const run = (): void => {
    // What is being offered has somebody to answer it.
    const next = inOrder(waiting.filter((each) => each.state === 'waiting'), 'waiting', relayNow())[0];
    if (next === undefined) {
      showToast('take-next', t('empty.waiting'), '');
      return;
    }
    const taken = (): void => {
      setWriteIn(next.id);
      go(threadPath(next.id));
    };
    bridge().threads.take(next.interactionId, next.epoch).then(taken, (error: unknown) => showProblem(t('takeNextFailed'), error));
  };
  const label = t('takeNext');
  const group = t('keys.group');
  useShortcuts([{ id: 'queue.next', keys: 'g', on: ['list', 'page'], anywhere: 'act+g', label, group, run }]);
  useRegisterActions([{ id: 'queue.next', label, group, keys: 'act+g', run }]);
}
