import { ActionIcon, Menu } from '@mantine/core';
import { IconMoodSmile } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from '@/lib/texts';
import type { SandboxMessage, SandboxWrite } from '@/bridge/types';
import { useLocale } from '@/i18n/locale';
import type { TickState } from '@/lib/tick';
import { clockTime } from '@/lib/time';
import { Ticks } from '@/ui/ticks';
import { isSMS, tap, writing } from './model';
import { Cards, Heard, Place } from './phone-content';
import classes from './phone.module.css';

const emojis = ['👍', '❤️', '😂', '🙏', '😮'] as const;
const ticks: Readonly<Record<string, TickState>> = { accepted: 'queued', sent: 'sent', delivered: 'delivered', read: 'read', failed: 'failed' };

/** One message on the phone. */
export interface PhoneMessageProps {
  readonly message: SandboxMessage;
  readonly at: { readonly customerId: string; readonly numberId: string };
  readonly onWrite: (message: SandboxWrite) => void;
}

/** A bubble: header, text, place or file, buttons to tap, ticks, reactions. The customer's own are at the end side. */
export function PhoneMessage({ message, at, onWrite }: PhoneMessageProps): ReactElement {
  const { t } = useTranslation('sandbox');
  const locale = useLocale();
  const tick = Object.hasOwn(ticks, message.tick) ? (message.tick as 'sent') : 'sent';
  const reactions = [message.customerReaction, message.businessReaction].filter((each) => each !== '');
  const word = message.errorCode === 0 ? t(`tick.${tick}`) : t('phone.failed', { code: message.errorCode });
  return (
    <div className={classes.bubble} data-own={message.fromCustomer || undefined} data-reacted={reactions.length > 0 || undefined}>
      {message.removed ? <span className={classes.dim}>{t('phone.removed')}</span> : <Content message={message} />}
      {!message.removed && message.buttons.length > 0 && (
        <div className={classes.taps}>
          {message.buttons.map((each) => {
            const sends = tap(each, message, at);
            return (
              <button key={`${each.kind} ${each.id} ${each.title}`} type="button" className={classes.tap} disabled={sends === undefined} onClick={() => sends !== undefined && onWrite(sends)}>
                {each.title}
              </button>
            );
          })}
        </div>
      )}
      <span className={classes.foot}>
        {!message.fromCustomer && !message.removed && !isSMS(at.numberId) && <React message={message} onReact={(emoji) => onWrite(writing({ ...at, kind: 'reaction', target: message.id, text: emoji }))} />}
        <span className="figures">{clockTime(message.stampMs, locale)}</span>
        <Ticks state={ticks[tick] ?? 'sent'} label={word} />
      </span>
      {reactions.length > 0 && <span className={classes.reaction}>{reactions.join(' ')}</span>}
    </div>
  );
}

function Content({ message }: { readonly message: SandboxMessage }): ReactElement {
  const { t } = useTranslation('sandbox');
  // A template says with its file's type what its header shows.
  const drawn = message.type === 'template' ? (message.mime.split('/')[0] ?? '') : message.type;
  const heard = message.type === 'audio';
  const { cards } = message;
  return (
    <>
      {message.header !== '' && <span className={classes.strong} dir="auto">{message.header}</span>}
      {drawn === 'image' && <span className={classes.dim}>{t('phone.photo')}</span>}
      {heard && (message.mediaId === '' ? <span className={classes.dim}>{t(message.voice === true ? 'phone.voice' : 'phone.sound')}</span> : <Heard mediaId={message.mediaId} isVoice={message.voice === true} />)}
      {cards.length > 0 && <Cards cards={cards} />}
      {message.type === 'template' && drawn === 'video' && <span className={classes.dim}>{t('phone.media', { kind: drawn })}</span>}
      {message.filename !== '' && <span className={classes.dim} dir="auto">{t('phone.file', { name: message.filename })}</span>}
      {message.type === 'location' && <Place message={message} />}
      {message.text !== '' && <span className={classes.text} dir="auto">{message.text}</span>}
      {message.text === '' && message.type !== 'location' && drawn !== 'image' && !heard && cards.length === 0 && message.filename === '' && <span className={classes.dim}>{t('phone.media', { kind: message.type })}</span>}
      {message.footer !== '' && <span className={classes.dim} dir="auto">{message.footer}</span>}
    </>
  );
}

function React({ message, onReact }: { readonly message: SandboxMessage; readonly onReact: (emoji: string) => void }): ReactElement {
  const { t } = useTranslation('sandbox');
  return (
    <Menu position="top-start">
      <Menu.Target>
        <ActionIcon size={18} aria-label={t('phone.react')}>
          <IconMoodSmile size={14} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {emojis.map((each) => (
          <Menu.Item key={each} onClick={() => onReact(each)}>
            {each}
          </Menu.Item>
        ))}
        {message.customerReaction !== '' && <Menu.Item onClick={() => onReact('')}>{t('phone.unreact')}</Menu.Item>}
      </Menu.Dropdown>
    </Menu>
  );
}
