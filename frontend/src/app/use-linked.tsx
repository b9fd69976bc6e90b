import type { SpotlightActionData } from '@mantine/spotlight';
import { IconLink } from '@tabler/icons-react';
import { useTranslation } from '@/i18n/texts';
import { useContactName } from '@/i18n/names';
import { useGo } from '@/lib/go';
import { threadPath } from '@/lib/paths';
import { linkedIn } from '@/lib/thread-link';
import { useDesk } from '@/stores/desk';
import { loadBackToMessage } from '@/stores/messages';
import { personIn } from '@/stores/selectors';
import { jumpTo, setWriteIn } from '@/stores/view';

/** What the palette does with a link to a conversation; undefined while there is none in the query. */
export function useLinked(query: string): { readonly seen: boolean; readonly actions: SpotlightActionData[] } | undefined {
  const { t } = useTranslation('common');
  const go = useGo();
  const nameOf = useContactName();
  const link = linkedIn(query);
  const thread = useDesk((desk) => desk.threads.get(link?.threadId ?? ''));
  const contacts = useDesk((desk) => desk.contacts);
  if (link === undefined) return undefined;
  if (thread === undefined) return { seen: false, actions: [] };
  const open = async (): Promise<void> => {
    setWriteIn(thread.id);
    go(threadPath(thread.id));
    const message = link.messageId === '' ? undefined : await loadBackToMessage(thread.id, link.messageId);
    if (message !== undefined) jumpTo(message);
  };
  return {
    seen: true,
    actions: [{ id: `link.${thread.id}`, label: t('palette.linked'), description: nameOf(personIn(contacts, thread.contactId)), keywords: query, leftSection: <IconLink size={18} stroke={1.6} aria-hidden />, onClick: () => void open() }],
  };
}
