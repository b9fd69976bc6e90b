import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useRegisterActions } from '@/lib/actions';
import { afterClosing, useShownList } from '@/stores/after-close';
import { saveSettings, useSettings } from '@/stores/settings';
import { showProblem } from '@/ui/toast';

/** Tells what stands in the list, and offers in the palette what follows on closing. */
export function useAfterClose(ids: readonly string[]): void {
  const { t } = useTranslation(['around', 'settings']);
  const settings = useSettings((store) => store.settings);
  useEffect(() => useShownList.setState({ ids }), [ids]);
  useEffect(() => () => useShownList.setState({ ids: [] }), []);
  useRegisterActions(
    settings === null
      ? []
      : afterClosing
          .filter((each) => each !== settings.afterClose)
          .map((each) => ({
            id: `after.${each}`,
            label: t('after.action', { what: t(`after.${each}`) }),
            group: t('after.title'),
            run: () => void saveSettings({ ...settings, afterClose: each }).catch((error: unknown) => showProblem(t('settings:failed'), error)),
          })),
  );
}
