import { UnstyledButton } from '@mantine/core';
import { type ReactElement, useEffect, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import type { Message } from '@/bridge/types';
import { useGo } from '@/lib/go';
import { oneOf } from '@/lib/known';
import { authorKinds } from '@/lib/lists';
import { parseMessage, plainText } from '@/lib/message-format';
import { threadPath } from '@/lib/paths';
import { loadAhead, loadBackToMessage, messagesOf, useThreadMessages } from '@/stores/messages';
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

// The conversation in which the quoted message was said: another one where the two were joined.
const placeOf = ({ other = '', threadId }: Message): string => (other === '' ? threadId : other);

function useJump(): (from: Message, to: Message) => void {
  const go = useGo();
  return (from, to) => {
    if (to.threadId !== from.threadId) go(threadPath(to.threadId));
    jumpTo(to);
  };
}

/** The message that this one answers; a click goes there. */
export function Quote({ message, name }: { readonly message: Message; readonly name: string }): ReactElement {
  const { t } = useTranslation(['thread', 'terms']);
  const place = placeOf(message);
  const elsewhere = place !== message.threadId;
  const { items } = useThreadMessages(place);
  useEffect(() => {
    if (elsewhere) loadAhead(place);
  }, [elsewhere, place]);
  const jump = useJump();
  const quoted = items.find((each) => each.id === message.replyTo);
  const gist = useGist();
  const me = useMe();
  const author = useUser(quoted?.author ?? '');
  const kind = oneOf(authorKinds, quoted?.authorKind ?? '');
  const machine = kind === 'person' ? undefined : kind;
  if (quoted === undefined) return <Unloaded message={message} />;
  const who = quoted.out ? (quoted.author === me ? t('terms:name.you') : (author?.name ?? (machine === undefined ? t('bubble.echo') : t(`bubble.by.${machine}`)))) : name;
  return (
    <UnstyledButton className={classes.quote} title={elsewhere ? t('bubble.quoteElsewhere') : t('bubble.quoteJump')} onClick={() => jump(message, quoted)}>
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
  const place = placeOf(message);
  const jump = useJump();
  if (lost) return <div className={classes.quote}>{t('bubble.quoteLost')}</div>;
  const go = async (): Promise<void> => {
    setBusy(true);
    const found = await loadBackToMessage(place, message.replyTo);
    setBusy(false);
    if (found !== undefined) jump(message, found);
    else if (messagesOf(place).more) showToast('quote', t('bubble.quoteFar'), t('olderOffline'));
    else setLost(true);
  };
  return (
    <UnstyledButton className={classes.quote} disabled={busy} onClick={() => void go()}>
      <span className={classes.who}>{t('bubble.quoteEarlier')}</span>
      <span className={classes.gist}>{place === message.threadId ? t('bubble.quoteJump') : t('bubble.quoteElsewhere')}</span>
    </UnstyledButton>
  );
}
