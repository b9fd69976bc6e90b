import { Button, Drawer } from '@mantine/core';
import { modals } from '@mantine/modals';
import { IconBan, IconMessagePlus } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from '@/lib/texts';
import { bridge } from '@/bridge/bridge';
import type { Contact } from '@/bridge/types';
import { useLocale } from '@/i18n/locale';
import { useContactName } from '@/i18n/names';
import { exactTime } from '@/lib/time';
import { useFocusBack } from '@/lib/use-focus-back';
import { useContact, useUser } from '@/stores/selectors';
import { useOnline } from '@/stores/session';
import { useAct } from '@/stores/use-act';
import { openNewThread } from '@/stores/view';
import { Callout } from '@/ui/callout';
import { Refusal } from '@/ui/refusal';
import { EmptyState, Skeletons } from '@/ui/states';
import { ContactCard } from '../about-card';
import { KnownCard } from '../known-card';
import { ContactDeeds } from '../merge/contact-deeds';
import { NotesCard } from '../notes-card';
import { ConsentCard } from '../opt-in-card';
import classes from './contacts.module.css';
import { Files } from './files';
import { Talks } from './talks';
import { useContactsAgain, useTalks } from './use-contacts';

interface DetailsProps {
  readonly contactId: string;
  /** The customer as the list has them; undefined where it does not. */
  readonly row: Contact | undefined;
  readonly onClose: () => void;
}

/** One customer beside the list: who they are, what was noted and agreed, what was talked about, what was sent. */
export function Details({ contactId, row, onClose }: DetailsProps): ReactElement {
  const { t } = useTranslation('contacts');
  const here = useContact(contactId);
  const online = useOnline();
  const contact = here ?? row;
  const { talks, error, more, retry } = useTalks(contactId, online);
  useFocusBack();
  return (
    <Drawer opened onClose={onClose} title={t('details')} position="right" size={560}>
      <div className={classes.details}>
        {contact === undefined && talks === undefined && error === undefined && <Skeletons rows={4} label={t('loading')} avatar />}
        {contact === undefined && (talks !== undefined || error !== undefined) && <EmptyState title={t('gone')} text={t('goneText')} />}
        <ContactDeeds contactId={contactId} mayNote />
        {contact !== undefined && <About contact={contact} />}
        {contact !== undefined && <Talks talks={talks} more={more} error={error} onRetry={retry} />}
        {contact !== undefined && online && <Files contactId={contactId} />}
      </div>
    </Drawer>
  );
}

function About({ contact }: { readonly contact: Contact }): ReactElement {
  const { t } = useTranslation('contacts');
  const again = useContactsAgain();
  const online = useOnline();
  const act = useAct();
  const name = useContactName()(contact);
  const blocked = (contact.blockedAt ?? 0) > 0;
  const set = async (next: boolean): Promise<void> => {
    if ((await act.run(() => bridge().contacts.block(contact.id, next))) !== undefined) again();
  };
  const ask = (): string =>
    modals.openConfirmModal({
      title: t('block.title', { name }),
      children: t('block.text'),
      labels: { confirm: t('block.confirm'), cancel: t('notes.cancel') },
      confirmProps: { color: 'red' },
      onConfirm: () => void set(true),
    });
  return (
    <>
      <div className={classes.deeds}>
        <Button leftSection={<IconMessagePlus size={16} aria-hidden="true" />} disabled={!online || contact.group} onClick={() => openNewThread(contact.id)}>
          {t('newThread')}
        </Button>
        {!contact.group && (
          <Button variant="default" leftSection={<IconBan size={16} aria-hidden="true" />} disabled={!online} loading={act.busy} onClick={() => (blocked ? void set(false) : ask())}>
            {blocked ? t('block.undo') : t('block.button')}
          </Button>
        )}
      </div>
      <Refusal error={act.error} fallback={t('block.failed')} />
      <Blocked contact={contact} />
      <ContactCard contact={contact} onAsked={again} />
      <NotesCard contact={contact} mayChange onChanged={again} />
      <KnownCard contact={contact} />
      <ConsentCard contact={contact} mayChange />
    </>
  );
}

/** That a customer is blocked, by whom and since when. */
export function Blocked({ contact }: { readonly contact: Contact }): ReactElement | null {
  const { t } = useTranslation('contacts');
  const locale = useLocale();
  const by = useUser(contact.blockedBy ?? '')?.name;
  if ((contact.blockedAt ?? 0) === 0) return null;
  return <Callout tone="amber">{t('block.since', { name: by ?? t('somebody'), time: exactTime(contact.blockedAt ?? 0, locale) })}</Callout>;
}
