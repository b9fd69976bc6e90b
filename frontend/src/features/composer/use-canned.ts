/** The canned replies of a conversation, and what stands in their placeholders there. */
import { useMemo } from 'react';
import type { CannedReply, Thread } from '@/bridge/types';
import { useContactName } from '@/i18n/names';
import { firstOf, type Values } from '@/lib/canned';
import { useDesk } from '@/stores/desk';
import { useContact, useUser } from '@/stores/selectors';
import { useMe } from '@/stores/session';

/** Those that are for the conversation's inbox, or for all. */
export function useCanned(thread: Thread): readonly CannedReply[] {
  const table = useDesk((desk) => desk.cannedReplies);
  return useMemo(() => [...table.values()].filter((each) => each.inboxes.length === 0 || each.inboxes.includes(thread.inboxId)), [table, thread.inboxId]);
}

/** The values of placeholders in a conversation. A customer of whom only a number is known has no name. */
export function useCannedValues(thread: Thread): Values {
  const contact = useContact(thread.contactId);
  const shown = useContactName()(contact);
  const name = contact !== undefined && (contact.savedName || contact.profileName || contact.username) !== '' ? shown : '';
  const agent = useUser(useMe())?.name ?? '';
  const inbox = useDesk((desk) => desk.inboxes.get(thread.inboxId)?.name ?? '');
  const number = useDesk((desk) => desk.numbers.get(thread.numberId)?.name ?? '');
  return { 'contact.name': name, 'contact.firstName': firstOf(name), 'agent.name': agent, 'agent.firstName': firstOf(agent), 'inbox.name': inbox, 'number.name': number };
}
