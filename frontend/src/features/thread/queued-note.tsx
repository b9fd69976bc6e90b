import { Button } from '@mantine/core';
import { IconLock } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from '@/lib/texts';
import type { AddNote, Queued } from '@/bridge/types';
import { useLocale } from '@/i18n/locale';
import { useSaid } from '@/i18n/said';
import { clockTime } from '@/lib/time';
import { setDraft, useDrafts } from '@/stores/drafts';
import { discardReply, retryReply } from '@/stores/outbox';
import { useOnline } from '@/stores/session';
import { showProblem } from '@/ui/toast';
import classes from './note-line.module.css';

/** A note that the relay does not have yet: waiting, or stopped with the reason. */
export function QueuedNote({ queued, note }: { readonly queued: Queued; readonly note: AddNote }): ReactElement {
  const { t } = useTranslation('thread');
  const say = useSaid();
  const locale = useLocale();
  const online = useOnline();
  const stopped = queued.state === 'stopped';
  const word = stopped ? t('note.stopped') : online ? t('note.adding') : t('queued.waiting');
  const fail = (error: unknown): void => showProblem(t('queued.discardFailed'), error);
  const keep = (): void => {
    const place = `note/${note.threadId}`;
    const before = useDrafts.getState().texts.get(place) ?? '';
    setDraft(place, before === '' ? note.text : `${before}\n${note.text}`);
    void discardReply(queued.clientId).catch(fail);
  };
  return (
    <article className={classes.note} tabIndex={-1} aria-label={word}>
      <header className={classes.head}>
        <IconLock size={14} stroke={1.6} aria-hidden />
        <span className={classes.author}>{t('note.you')}</span>
        <span className={classes.private}>{word}</span>
        <time className="figures" dateTime={new Date(queued.at).toISOString()}>
          {clockTime(queued.at, locale)}
        </time>
      </header>
      <p className={classes.text} dir="auto">
        {note.text}
      </p>
      {stopped && (
        <div role="status" className={classes.stopped}>
          <span>{queued.said ? say(queued.said) : queued.message}</span>
          <Button size="compact-sm" onClick={() => void retryReply(queued.clientId).catch(fail)}>
            {t('note.again')}
          </Button>
          <Button size="compact-sm" variant="default" onClick={keep}>
            {t('queued.keep')}
          </Button>
          <Button size="compact-sm" variant="default" onClick={() => void discardReply(queued.clientId).catch(fail)}>
            {t('queued.discard')}
          </Button>
        </div>
      )}
    </article>
  );
}
