import { useEffect } from 'react';
import { useTranslation } from '@/lib/texts';
import { useRegisterActions } from '@/lib/actions';
import { afterClosing } from '@/lib/lists';
import { saveAfterClose, useAfterClose, useShownList } from '@/stores/after-close';
import { useKnowsMe } from '@/stores/preferences';
import { useOnline } from '@/stores/session';
import { showProblem } from '@/ui/toast';

/** Tells what stands in the list, and offers in the palette what follows on closing. */
export function useListForClosing(ids: readonly string[]): void {
  const { t } = useTranslation(['around', 'settings']);
  const online = useOnline();
  const how = useAfterClose();
  const known = useKnowsMe();
  useEffect(() => useShownList.setState({ ids }), [ids]);
  useEffect(() => () => useShownList.setState({ ids: [] }), []);
  useRegisterActions(
    !online || !known
      ? []
      : afterClosing
          .filter((each) => each !== how)
          .map((each) => ({
            id: `after.${each}`,
            label: t('after.action', { what: t(`after.${each}`) }),
            group: t('after.title'),
            run: () => void saveAfterClose(each).catch((error: unknown) => showProblem(t('settings:failed'), error)),
          })),
  );
}
