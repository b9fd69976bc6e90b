import type { SpotlightActionData } from '@mantine/spotlight';
import { IconLink } from '@tabler/icons-react';
import { useTranslation } from '@/lib/texts';
import { useContactName } from '@/i18n/names';
import { linkedIn } from '@/lib/thread-link';
import { useDesk } from '@/stores/desk';
import { personIn } from '@/stores/selectors';
import { useOpenLink } from '@/stores/use-open-link';
import { useSayLink } from '@/ui/use-say-link';

/** What the palette does with a link to a conversation; undefined while there is none in the query. */
export function useLinked(query: string): { readonly seen: boolean; readonly actions: SpotlightActionData[] } | undefined {
  const { t } = useTranslation('common');
  const open = useOpenLink();
  const say = useSayLink();
  const nameOf = useContactName();
  const link = linkedIn(query);
  const thread = useDesk((desk) => desk.threads.get(link?.threadId ?? ''));
  const contacts = useDesk((desk) => desk.contacts);
  if (link === undefined) return undefined;
  if (thread === undefined) return { seen: false, actions: [] };
  return {
    seen: true,
    actions: [{ id: `link.${thread.id}`, label: t('palette.linked'), description: nameOf(personIn(contacts, thread.contactId)), keywords: query, leftSection: <IconLink size={18} stroke={1.6} aria-hidden />, onClick: () => void open(link).then(say) }],
  };
}
