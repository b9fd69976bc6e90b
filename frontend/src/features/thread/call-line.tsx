import { Button } from '@mantine/core';
import { IconPhone, IconPhoneOff } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from '@/lib/texts';
import type { Message } from '@/bridge/types';
import { safeLink } from '@/lib/links';
import { useAddress, useThread } from '@/stores/selectors';
import { useMe } from '@/stores/session';
import { setWriteIn } from '@/stores/view';
import classes from './bubble-content.module.css';
import { useLinkActions } from './message-menu';

/** A call: Parley takes none, so the customer may be waiting to be called back or written to. */
export function CallLine({ message }: { readonly message: Message }): ReactElement {
  const { t } = useTranslation('thread');
  const missed = message.system === 'missed' && !message.out;
  const words = message.out ? t('call.out') : missed ? t('call.missed') : message.system === 'ended' ? t('call.ended') : t('call.ringing');
  return (
    <div className={classes.stack}>
      <span className={classes.call}>
        {missed ? <IconPhoneOff size={16} stroke={1.6} aria-hidden /> : <IconPhone size={16} stroke={1.6} aria-hidden />}
        {words}
      </span>
      {missed && <Answer threadId={message.threadId} />}
    </div>
  );
}

/** What can be done about it: call by another program, or write, for whoever has the conversation. */
function Answer({ threadId }: { readonly threadId: string }): ReactElement | null {
  const { t } = useTranslation('thread');
  const me = useMe();
  const links = useLinkActions();
  const thread = useThread(threadId);
  const phone = useAddress(thread?.contactId ?? '')?.phone ?? '';
  const link = phone === '' ? undefined : safeLink(`tel:${phone.replaceAll(/\s/gu, '')}`);
  const mine = thread?.open === true && thread.owner === me;
  if (link === undefined && !mine) return null;
  return (
    <span className={classes.deeds}>
      {mine && (
        <Button size="compact-sm" variant="default" onClick={() => setWriteIn(threadId)}>
          {t('call.write')}
        </Button>
      )}
      {link !== undefined && (
        <Button size="compact-sm" variant="default" aria-label={t('call.backTo', { phone })} onClick={() => links.open(link)}>
          {t('call.back')}
        </Button>
      )}
    </span>
  );
}
