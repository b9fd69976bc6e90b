import { CloseButton } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from '@/lib/texts';
import { parseMessage, plainText } from '@/lib/message-format';
import { useThreadMessages } from '@/stores/messages';
import { useUser } from '@/stores/selectors';
import { useMe } from '@/stores/session';
import { setReplyTo } from '@/stores/view';
import classes from './composer.module.css';

/** What the reply will quote. */
export function QuoteBar({ threadId, messageId, name }: { readonly threadId: string; readonly messageId: string; readonly name: string }): ReactElement | null {
  const { t } = useTranslation(['composer', 'terms']);
  const message = useThreadMessages(threadId).items.find((each) => each.id === messageId);
  const me = useMe();
  const author = useUser(message?.author ?? '');
  if (message === undefined) return null;
  const who = message.out ? (message.author === me ? t('terms:name.you') : (author?.name ?? '')) : name;
  return (
    <div className={classes.quote}>
      <span className={classes.quoted}>
        <span className={classes.quotedWho}>{t('quote.label', { name: who })}</span>
        <span className={classes.quotedText} dir="auto">
          {plainText(parseMessage(message.text)) || t(`terms:kind.${message.type as 'text'}`)}
        </span>
      </span>
      <CloseButton size="sm" aria-label={t('quote.cancel')} onClick={() => setReplyTo(threadId, '')} />
    </div>
  );
}
