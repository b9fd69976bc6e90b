/** The canned replies of a conversation, and what stands in their placeholders there. */
import { useMemo } from 'react';
import { useTranslation } from '@/lib/texts';
import type { CannedReply, Thread } from '@/bridge/types';
import { useContactName } from '@/i18n/names';
import { filled, findCanned, firstOf, type Values } from '@/lib/canned';
import { attachCanned } from '@/stores/attached';
import { cannedUses, countCanned } from '@/stores/canned-used';
import { useDesk } from '@/stores/desk';
import { channelOf, useContact, useUser } from '@/stores/selectors';
import { useMe } from '@/stores/session';
import { showToast } from '@/ui/toast';

/** Those that are for the conversation's inbox, or for all. */
export function useCanned(thread: Thread): readonly CannedReply[] {
  const table = useDesk((desk) => desk.cannedReplies);
  return useMemo(() => [...table.values()].filter((each) => each.inboxes.length === 0 || each.inboxes.includes(thread.inboxId)), [table, thread.inboxId]);
}

/** Finds those that answer what was typed, the person's most used first. */
export function useFindCanned(replies: readonly CannedReply[]): (query: string) => readonly CannedReply[] {
  const me = useMe();
  return (query) => {
    const uses = cannedUses(me);
    return findCanned(replies, query, (each) => uses[each.id] ?? 0).slice(0, 8);
  };
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

/** Puts the files of a reply beside the draft, and answers its text for this customer. An SMS carries no files. */
export function usePutCanned(thread: Thread): (reply: CannedReply, values: Values) => string {
  const { t } = useTranslation('composer');
  const { textOnly } = channelOf(thread.channel);
  const me = useMe();
  return (reply, values) => {
    countCanned(me, reply.id);
    const count = reply.files?.length ?? 0;
    if (!textOnly) attachCanned(thread.id, reply);
    else if (count > 0) showToast('canned-no-files', t('canned.noFiles', { count }), null);
    return filled(reply.text, values);
  };
}
