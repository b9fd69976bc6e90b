import { Button } from '@mantine/core';
import { IconLock } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from '@/lib/texts';
import type { Message } from '@/bridge/types';
import { useLocale } from '@/i18n/locale';
import { isolate } from '@/lib/bidi';
import { clockTime, exactTime } from '@/lib/time';
import { useDesk } from '@/stores/desk';
import { setDraft, useDraft } from '@/stores/drafts';
import { useThread, useUser } from '@/stores/selectors';
import { useMe } from '@/stores/session';
import { setWriteIn } from '@/stores/view';
import { MentionText } from '@/ui/mention-text';
import { Edited } from './edited';
import { LinkedText } from './linked-text';
import { NoteActions } from './note-actions';
import classes from './note-line.module.css';

/** What a colleague wrote for colleagues: by itself, or when the conversation changed hands with the reply that they had begun. */
export function NoteLine({ message, flashed }: { readonly message: Message; readonly flashed: boolean }): ReactElement {
  const { t } = useTranslation('thread');
  const locale = useLocale();
  const me = useMe();
  const author = useUser(message.author)?.name ?? t('line.somebody');
  const name = message.author === me ? t('note.you') : author;
  const where = useWhere(message);
  const isDraft = message.handover?.draft === true;
  return (
    <article className={classes.note} tabIndex={-1} data-message={message.id} data-flashed={flashed || undefined} aria-label={t('note.label', { name, time: exactTime(message.at, locale) })}>
      <header className={classes.head}>
        <IconLock size={14} stroke={1.6} aria-hidden />
        <span>
          <bdi className={classes.author}>{name}</bdi> {where}
          {message.handover?.shiftEnd === true && ` ${t('note.shift')}`}
        </span>
        <span className={classes.private}>
          {message.edited && !message.revoked && <Edited message={message} />} {t('note.private')}
        </span>
        <time className="figures" dateTime={new Date(message.at).toISOString()} title={exactTime(message.at, locale)}>
          {clockTime(message.at, locale)}
        </time>
        {message.author === me && message.handover === undefined && !message.revoked && !message.erased && <NoteActions message={message} />}
      </header>
      {message.revoked && !message.erased && <p className={classes.erased}>{t('note.deleted')}</p>}
      {message.erased && <p className={classes.erased}>{t('note.erased')}</p>}
      {isDraft && !message.erased && <Draft threadId={message.threadId} text={message.text} />}
      {!isDraft && message.text !== '' && (
        <MentionText text={message.text} mentions={message.mentions ?? []} me={me} link={(each) => <LinkedText link={each} />} />
      )}
    </article>
  );
}

/** "to Ben", "to the inbox Sales"; '' when that is not known here. */
function useWhere(message: Message): string {
  const { t } = useTranslation('thread');
  const person = useUser(message.handover?.to ?? '')?.name;
  const inbox = useDesk((desk) => desk.inboxes.get(message.handover?.inboxId ?? '')?.name);
  if (person !== undefined) return t('note.to', { name: isolate(person) });
  return inbox === undefined ? '' : t('note.toInbox', { name: isolate(inbox) });
}

/** What had been begun to the customer. Whoever has the conversation now can go on with it, unless they write already. */
function Draft({ threadId, text }: { readonly threadId: string; readonly text: string }): ReactElement {
  const { t } = useTranslation('thread');
  const me = useMe();
  const thread = useThread(threadId);
  const begun = useDraft(threadId);
  const use = (): void => {
    setDraft(threadId, text);
    setWriteIn(threadId);
  };
  return (
    <div className={classes.draft}>
      <span className={classes.dim}>{t('note.draft')}</span>
      <blockquote className={classes.text} dir="auto">
        {text}
      </blockquote>
      {thread?.open === true && thread.owner === me && begun === '' && (
        <Button size="compact-sm" variant="default" onClick={use}>
          {t('note.use')}
        </Button>
      )}
    </div>
  );
}
