import { useTranslation } from '@/lib/texts';
import { useDesk } from '@/stores/desk';

/** The function that names a person of a rehearsal; '' is nobody. */
export function useName(): (userId: string) => string {
  const { t } = useTranslation('inboxes');
  const users = useDesk((desk) => desk.users);
  return (userId) => (userId === '' ? t('rehearse.nobody') : (users.get(userId)?.name ?? t('rehearse.someone')));
}
