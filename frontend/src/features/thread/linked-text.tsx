import { IconLink } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from '@/lib/texts';
import { useContactName } from '@/i18n/names';
import { isolate } from '@/lib/bidi';
import { type Linked, threadLink } from '@/lib/thread-link';
import { useDesk } from '@/stores/desk';
import { personIn } from '@/stores/selectors';
import { useOpenLink } from '@/stores/use-open-link';
import { useSayLink } from '@/ui/use-say-link';
import classes from './note-line.module.css';

/** A link to a conversation in a note: with whom it is, as far as this person may know. */
export function LinkedText({ link }: { readonly link: Linked }): ReactElement {
  const { t } = useTranslation('thread');
  const nameOf = useContactName();
  const contact = useDesk((desk) => personIn(desk.contacts, desk.threads.get(link.threadId)?.contactId ?? ''));
  const open = useOpenLink();
  const say = useSayLink();
  const words = contact === undefined ? t('note.linkUnseen') : t(link.messageId === '' ? 'note.linkTo' : 'note.linkToMessage', { name: isolate(nameOf(contact)) });
  return (
    <button type="button" className={classes.linked} title={threadLink(link.threadId, link.messageId)} onClick={() => void open(link).then(say)}>
      <IconLink size={14} stroke={1.7} aria-hidden />
      {words}
    </button>
  );
}
