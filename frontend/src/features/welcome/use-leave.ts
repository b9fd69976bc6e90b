import { modals } from '@mantine/modals';
import { useTranslation } from '@/lib/texts';
import { bridge } from '@/bridge/bridge';
import { flushDrafts } from '@/stores/drafts';
import { type Act, useAct } from '@/stores/use-act';

/** Signs out of the relay, or forgets it where nobody is signed in; asks first when replies would be lost. */
export function useLeave(): { readonly act: Act; readonly leave: () => Promise<void> } {
  const { t } = useTranslation('welcome');
  const act = useAct();
  const leave = async (): Promise<void> => {
    await flushDrafts();
    const answer = await act.run(() => bridge().session.signOut(false));
    if (answer === undefined || answer.value === 0) return;
    modals.openConfirmModal({
      title: t('blocked.leaveQuestion'),
      children: t('blocked.leaveText', { count: answer.value }),
      labels: { confirm: t('blocked.leaveAnyway'), cancel: t('blocked.stay') },
      confirmProps: { color: 'red' },
      onConfirm: () => void act.run(() => bridge().session.signOut(true)),
    });
  };
  return { act, leave };
}
