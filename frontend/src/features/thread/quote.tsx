import { UnstyledButton } from '@mantine/core';
import { type ReactElement, useState } from 'react';
import { useTranslation } from '@/i18n/texts';
import type { Message } from '@/bridge/types';
import { oneOf } from '@/lib/known';
import { authorKinds } from '@/lib/lists';
import { parseMessage, plainText } from '@/lib/message-format';
import { loadBackToMessage, messagesOf, useThreadMessages } from '@/stores/messages';
import { useUser } from '@/stores/selectors';
import { useMe } from '@/stores/session';
import { jumpTo } from '@/stores/view';
import { showToast } from '@/ui/toast';
import classes from './quote.module.css';

/** A message in one line: its text, or what it is. */
export function useGist(): (message: Message) => string {
  const { t } = useTranslation(['thread', 'terms']);
  return (message) => plainText(parseMessage(message.text)) || t(`terms:kind.${(message.media?.voice === true ? 'voice' : message.type) as 'text'}`);
}

/** The message that this one answers; a click goes there. */
export function Quote({ message, name }: { readonly message: Message; readonly name: string }): ReactElement {
  const { t } = useTranslation(['thread', 'terms']);
  const { items } = useThreadMessages(message.threadId);
  const quoted = items.find((each) => each.id === message.replyTo);
  const gist = useGist();
  const me = useMe();
  const author = useUser(quoted?.author ?? '');
  const kind = oneOf(authorKinds, quoted?.authorKind ?? '');
  const machine = kind === 'person' ? undefined : kind;
  if (quoted === undefined) return <Unloaded message={message} />;
  const who = quoted.out ? (quoted.author === me ? t('terms:name.you') : (author?.name ?? (machine === undefined ? t('bubble.echo') : t(`bubble.by.${machine}`)))) : name;
  return (
    <UnstyledButton className={classes.quote} title={t('bubble.quoteJump')} onClick={() => jumpTo(quoted)}>
      <bdi className={classes.who}>{who}</bdi>
      <span className={classes.gist} dir="auto">
        {gist(quoted)}
      </span>
    </UnstyledButton>
  );
}

/** A quote whose message is not in the list: it lies further back, or it never came. */
function Unloaded({ message }: { readonly message: Message }): ReactElement {
  const { t } = useTranslation('thread');
  const [lost, setLost] = useState(message.replyLost);
  const [busy, setBusy] = useState(false);
  if (lost) return <div className={classes.quote}>{t('bubble.quoteLost')}</div>;
  const go = async (): Promise<void> => {
    setBusy(true);
    const found = await loadBackToMessage(message.threadId, message.replyTo);
    setBusy(false);
    if (found !== undefined) jumpTo(found);
    else if (messagesOf(message.threadId).more) showToast('quote', t('bubble.quoteFar'), t('olderOffline'));
    else setLost(true);
  };
  return (
    <UnstyledButton className={classes.quote} disabled={busy} onClick={() => void go()}>
      <span className={classes.who}>{t('bubble.quoteEarlier')}</span>
      <span className={classes.gist}>{t('bubble.quoteJump')}</span>
    </UnstyledButton>
  );
}
