import { modals } from '@mantine/modals';
import { IconBan, IconUsers } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { bridge } from '@/bridge/bridge';
import type { Contact } from '@/bridge/types';
import { useContactName } from '@/i18n/names';
import { useRegisterActions } from '@/lib/actions';
import { openMerge } from '@/stores/merging';
import { useContact } from '@/stores/selectors';
import { useOnline, useSupervisor } from '@/stores/session';
import { showProblem } from '@/ui/toast';
import { useContactsAgain } from '../list/use-contacts';

/** What the palette can do with the customer who is open: merge and block. */
export function ContactDeeds({ contactId }: { readonly contactId: string }): null {
  const { t } = useTranslation(['identity', 'contacts']);
  const contact = useContact(contactId);
  const name = useContactName()(contact);
  const supervisor = useSupervisor();
  const online = useOnline();
  const again = useContactsAgain();
  const block = ({ id }: Contact): string =>
    modals.openConfirmModal({
      title: t('contacts:block.title', { name }),
      children: t('contacts:block.text'),
      labels: { confirm: t('contacts:block.confirm'), cancel: t('contacts:notes.cancel') },
      confirmProps: { color: 'red' },
      onConfirm: () => void bridge().contacts.block(id, true).then(again, (reason: unknown) => showProblem(t('contacts:block.failed'), reason)),
    });
  const usable = contact !== undefined && !contact.group && online;
  useRegisterActions([
    ...(usable && supervisor ? [{ id: 'contact.merge', group: t('keys.group'), label: t('keys.merge'), description: name, icon: <IconUsers size={16} />, run: () => openMerge(contact.id) }] : []),
    ...(usable && (contact.blockedAt ?? 0) === 0 ? [{ id: 'contact.block', group: t('keys.group'), label: t('keys.block'), description: name, icon: <IconBan size={16} />, run: () => void block(contact) }] : []),
  ]);
  return null;
}
