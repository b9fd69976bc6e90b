import { UnstyledButton } from '@mantine/core';
import { useTranslation } from '@/lib/texts';
import { bridge } from '@/bridge/bridge';
import { hideToast, showProblem, showToast } from '@/ui/toast';
import { useContactsAgain } from '../list/use-contacts';
import classes from './merge.module.css';

const toast = 'merged';

/** Says that two customers were merged, which can be undone there and then. */
export function useMergeToast(): (otherId: string) => void {
  const { t } = useTranslation('identity');
  const again = useContactsAgain();
  return (otherId) => {
    const undo = (): void => {
      hideToast(toast);
      bridge().contacts.unmerge(otherId).then(again, (reason: unknown) => showProblem(t('unmerge.refused'), reason));
    };
    showToast(
      toast,
      t('merge.done'),
      <UnstyledButton className={classes.undo} onClick={undo}>
        {t('merge.undo')}
      </UnstyledButton>,
      { stays: 15_000 },
    );
  };
}
