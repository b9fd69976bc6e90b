import { useTranslation } from '@/lib/texts';
import { useRegisterActions } from '@/lib/actions';
import { useGo } from '@/lib/go';
import { paths } from '@/lib/paths';
import { showFirstSteps } from '@/stores/first-steps';
import { useSession, useSupervisor } from '@/stores/session';

/** Brings the first steps back from everywhere. */
export function FirstStepsActs(): null {
  const { t } = useTranslation('firstSteps');
  const go = useGo();
  const offered = useSession((store) => store.state?.practice !== true);
  const supervisor = useSupervisor();
  const run = (): void => {
    showFirstSteps(true);
    go(paths.workspace);
  };
  useRegisterActions(offered && supervisor ? [{ id: 'firstSteps.show', label: t('show'), group: t('group'), run }] : []);
  return null;
}
