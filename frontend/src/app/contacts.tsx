/** The contacts with the dialog for a new conversation: the parts do not know each other. */
import type { ReactElement } from 'react';
import { NewThread } from '@/features/composer/new-thread';
import { MergeDialogs } from '@/features/contact/merge/merge-dialog';
import { ContactsPage } from '@/features/contact/list/page';

/** The screen of the contacts. */
export function Contacts(): ReactElement {
  return (
    <>
      <ContactsPage />
      <MergeDialogs />
      <NewThread />
    </>
  );
}
