import { modals } from '@mantine/modals';
import { IconBan, IconNote, IconUsers } from '@tabler/icons-react';
import { useTranslation } from '@/lib/texts';
import { bridge } from '@/bridge/bridge';
import type { Contact } from '@/bridge/types';
import { useContactName } from '@/i18n/names';
import { useRegisterActions } from '@/lib/actions';
import { openMerge } from '@/stores/merging';
import { useContact } from '@/stores/selectors';
import { useOnline, useSupervisor } from '@/stores/session';
import { showProblem } from '@/ui/toast';
import { useContactsAgain } from '../list/use-contacts';
import { beginNote } from '../notes-form';

interface Props {
  readonly contactId: string;
  /** Whether whoever is signed in may note about the customer here. */
  readonly mayNote: boolean;
  /** Shows where notes are written. */
  readonly onNote?: () => void;
}

/** What the palette can do with the customer who is open: note, merge and block. */
export function ContactDeeds({ contactId, mayNote, onNote }: Props): null {
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
  const note = ({ id }: Contact): void => {
    onNote?.();
    beginNote(id);
  };
  useRegisterActions([
    ...(usable && mayNote ? [{ id: 'contact.note', group: t('keys.group'), label: t('keys.note'), description: name, icon: <IconNote size={16} />, run: () => note(contact) }] : []),
    ...(usable && supervisor ? [{ id: 'contact.merge', group: t('keys.group'), label: t('keys.merge'), description: name, icon: <IconUsers size={16} />, run: () => openMerge(contact.id) }] : []),
    ...(usable && (contact.blockedAt ?? 0) === 0 ? [{ id: 'contact.block', group: t('keys.group'), label: t('keys.block'), description: name, icon: <IconBan size={16} />, run: () => void block(contact) }] : []),
  ]);
  return null;
}
