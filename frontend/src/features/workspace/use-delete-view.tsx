import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useTranslation } from '@/lib/texts';
import { bridge } from '@/bridge/bridge';
import type { ListView } from '@/bridge/types';
import { isolate } from '@/lib/bidi';
import { showEverything } from '@/stores/list-filter';
import { showProblem, showToast } from '@/ui/toast';

/** Deletes a view, which can be undone for a while. */
export function useDeleteView(): (view: ListView) => void {
  const { t } = useTranslation('work');
  return (view) => {
    const toast = `view-${view.id}`;
    const back = (): void => {
      notifications.hide(toast);
      bridge().work.putView({ id: '', name: view.name, shared: view.shared, filter: view.filter }).catch((error: unknown) => showProblem(t('views.undoFailed'), error));
    };
    const undo = (
      <Button size="compact-sm" variant="default" onClick={back}>
        {t('undo')}
      </Button>
    );
    bridge().work.deleteView(view.id).then(
      () => {
        showEverything();
        showToast(toast, t('views.deleted', { name: isolate(view.name) }), undo);
      },
      (error: unknown) => showProblem(t('views.deleteFailed'), error),
    );
  };
}
