import { IconPlugConnected } from '@tabler/icons-react';
import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from '@/lib/texts';
import { useGo } from '@/lib/go';
import { paths } from '@/lib/paths';
import { useDesk } from '@/stores/desk';
import { hasLicence } from '@/stores/licences';
import { useMe, useSupervisor } from '@/stores/session';
import { Page } from '@/ui/page';
import { EmptyState } from '@/ui/states';

/** Shows a page of the set-up to whoever may set up. An owner or admin without Contact Center is told how to come by it; an agent is told by the page. */
export function SetUpGate({ children }: { readonly children: ReactNode }): ReactElement {
  const { t } = useTranslation('common');
  const go = useGo();
  const me = useMe();
  const lacks = useDesk((desk) => !hasLicence(desk.users.get(me) ?? {}, 'contactCenter'));
  const supervisor = useSupervisor();
  if (!lacks || !supervisor) return <>{children}</>;
  return (
    <Page title={t('setUp.title')}>
      <EmptyState icon={<IconPlugConnected size={32} stroke={1.4} />} title={t('setUp.denied')} text={t('setUp.deniedText')} action={{ label: t('setUp.users'), run: () => go(paths.users) }} />
    </Page>
  );
}
