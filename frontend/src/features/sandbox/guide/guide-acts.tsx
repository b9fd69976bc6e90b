import { useTranslation } from '@/lib/texts';
import { useLocation } from 'wouter';
import { useRegisterActions } from '@/lib/actions';
import { paths } from '@/lib/paths';
import { startGuide } from '@/stores/guide';
import { useSession } from '@/stores/session';

/** Starts the guided tour from everywhere in practice. */
export function GuideActs(): null {
  const { t } = useTranslation('guide');
  const [, go] = useLocation();
  const practice = useSession((store) => store.state?.practice === true);
  const run = (): void => {
    startGuide();
    go(paths.workspace);
  };
  useRegisterActions(practice ? [{ id: 'guide.start', label: t('start'), group: t('group'), run }] : []);
  return null;
}
