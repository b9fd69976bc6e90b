import { IconInboxOff } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from '@/lib/texts';
import { useLocale } from '@/i18n/locale';
import { useDesk } from '@/stores/desk';
import { isSupervisor, useMe, useSession } from '@/stores/session';
import { EmptyState } from '@/ui/states';

const mostNamed = 3;

/** Whether the person is in no inbox, so that nothing is offered to them. Owners and admins may take from all of them. */
export function useInNoInbox(): boolean {
  const me = useMe();
  const agent = useSession((store) => store.state !== null && !isSupervisor(store.state.role));
  return useDesk((desk) => agent && desk.loaded && ![...desk.inboxes.values()].some((each) => each.members.includes(me)));
}

/** Says so, and whom to ask. */
export function NoInbox(): ReactElement {
  const { t } = useTranslation('firstSteps');
  const locale = useLocale();
  const users = useDesk((desk) => desk.users);
  const names = [...users.values()].filter((each) => each.active && isSupervisor(each.role)).map((each) => each.name).slice(0, mostNamed);
  const list = new Intl.ListFormat(locale, { type: 'disjunction' }).format(names);
  return <EmptyState icon={<IconInboxOff size={34} stroke={1.2} />} title={t('noInbox')} text={names.length === 0 ? t('noInboxText') : t('noInboxAsk', { names: list })} />;
}
