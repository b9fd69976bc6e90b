import { useEffect } from 'react';
import { useTranslation } from '@/lib/texts';
import { setTitle } from '@/bridge/runtime';
import { useDesk } from '@/stores/desk';
import { useSession } from '@/stores/session';

const defaultProfile = 'default';

/** The threads with something unread, the app and the profile: what the system's list of windows shows. */
export function useWindowTitle(): void {
  const { t } = useTranslation('common');
  const unread = useDesk((desk) => desk.unread.size);
  const profile = useSession((store) => store.state?.profile ?? defaultProfile);
  const name = profile === defaultProfile ? t('appName') : t('titleOfProfile', { app: t('appName'), profile });
  useEffect(() => {
    setTitle(unread > 0 ? t('titleUnread', { unread, name }) : name);
    return () => setTitle(name);
  }, [t, unread, name]);
}
