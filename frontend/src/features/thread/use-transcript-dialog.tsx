import { type ReactElement, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import type { Thread } from '@/bridge/types';
import { useContactName } from '@/i18n/names';
import type { Action } from '@/lib/actions';
import { isMac } from '@/lib/keys';
import { useContact } from '@/stores/selectors';
import { TranscriptDialog } from './transcript-dialog';

/** The way to a transcript, for menu and palette, and its dialog while it is open. Who sees nothing of a conversation has none. */
export function useTranscriptDialog(thread: Thread): { readonly action: Action | false; readonly dialog: ReactElement | false } {
  const { t } = useTranslation(['around', 'thread']);
  const name = useContactName()(useContact(thread.contactId));
  const [opened, setOpened] = useState(false);
  const action = { id: 'thread.transcript', label: t(isMac() ? 'paper.openMac' : 'paper.open'), group: t('thread:keys.group'), run: () => setOpened(true) };
  return { action: thread.access !== 'summary' && action, dialog: opened && <TranscriptDialog thread={thread} name={name} onClose={() => setOpened(false)} /> };
}
