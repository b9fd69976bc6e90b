import { IconArrowForwardUp, IconBan, IconMoodSmile, IconCopy, IconCornerUpLeft } from '@tabler/icons-react';
import { Popover, UnstyledButton } from '@mantine/core';
import { memo, type ReactElement, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import type { Message, MessageKind, MessageStatus } from '@/bridge/types';
import { bridge } from '@/bridge/bridge';
import { useLocale } from '@/i18n/locale';
import { oneOf } from '@/lib/known';
import { authorKinds } from '@/lib/lists';
import { clockTime, exactTime } from '@/lib/time';
import { setReplyTo } from '@/stores/view';
import { channelOf, useThread, useUser } from '@/stores/selectors';
import { useMe } from '@/stores/session';
import { useAnnounce } from '@/ui/announcer';
import { IconButton } from '@/ui/icon-button';
import { showProblem } from '@/ui/toast';
import classes from './bubble.module.css';
import { BubbleContent } from './bubble-content';
import { LinkMenuProvider, useMessageMenu } from './message-menu';
import { Quote } from './quote';
import { RatingPart } from './rating-part';
import { react } from './react';
import { Edited } from './edited';
import { Referral } from './referral';
import { StatusMark } from './status-mark';
import { MoreOnRelay } from './whole-message';

/** A message and its place in its run. */
export interface BubbleProps {
  readonly message: Message;
  /** What the customer is called. */
  readonly name: string;
  readonly first: boolean;
  readonly last: boolean;
  /** It was just jumped to. */
  readonly flashed: boolean;
}

/** What has its words inside the bubble's own line. */
const inLine: readonly MessageKind[] = ['text', 'button', 'reaction', 'unsupported', 'call'];
const explained: readonly (MessageStatus | '')[] = ['unknown', 'rejected', 'cancelled'];

/** Nothing of what it said can be shown any more. */
function isGone(message: Message): boolean {
  return message.revoked || message.erased;
}

/** A card or picture has the time beneath it; words have it at their end. */
function isBlock(message: Message): boolean {
  return !isGone(message) && (message.more || !inLine.includes(message.type));
}

const quick = ['👍', '❤️', '😂', '😮', '😢', '🙏'] as const;

/** One message, theirs or ours, with what can be done to it. */
export const Bubble = memo(function Bubble({ message, name, first, last, flashed }: BubbleProps): ReactElement {
  const { t } = useTranslation(['thread', 'terms']);
  const locale = useLocale();
  const me = useMe();
  const author = useUser(message.author);
  const [hot, setHot] = useState(false);
  const who = message.out ? (message.author === me ? t('terms:name.you') : (author?.name ?? '')) : message.writer === '' ? name : message.writer;
  const kind = oneOf(authorKinds, message.authorKind);
  const machine = kind === 'person' ? undefined : kind;
  const menu = useMessageMenu(message);
  const bare = message.type === 'sticker' && !isGone(message);
  const troubled = message.out && (Boolean(message.problem) || explained.includes(message.status));
  return (
    <div
      className={classes.line}
      data-out={message.out || undefined}
      data-first={first || undefined}
      onMouseEnter={() => setHot(true)}
      onMouseLeave={() => setHot(false)}
      onFocus={() => setHot(true)}
      onBlur={(event) => !event.currentTarget.contains(event.relatedTarget) && setHot(false)}
    >
      <div
        className={classes.bubble}
        data-out={message.out || undefined}
        data-last={last || undefined}
        data-bare={bare || undefined}
        data-flashed={flashed || undefined}
        data-message={message.id}
        role="article"
        tabIndex={-1}
        aria-label={t('bubble.from', { name: who, time: exactTime(message.at, locale) })}
        onContextMenu={menu.open}
      >
        {message.out && first && (machine !== undefined || (message.author !== me && (author !== undefined || message.echo))) && (
          <div className={classes.author}>
            <bdi>{machine !== undefined ? t(`bubble.by.${machine}`) : message.echo ? t('bubble.echo') : who}</bdi>
          </div>
        )}
        {message.writer !== '' && (
          <div className={classes.author}>
            <bdi>{message.writer}</bdi>
          </div>
        )}
        {message.rating !== undefined && <RatingPart rating={message.rating} />}
        {message.forwarded !== '' && (
          <div className={classes.above}>
            <IconArrowForwardUp size={13} stroke={1.6} aria-hidden />
            {message.forwarded === 'often' ? t('bubble.forwardedOften') : t('bubble.forwarded')}
          </div>
        )}
        {message.referral !== '' && <Referral message={message} />}
        {(message.replyTo !== '' || message.replyLost) && message.type !== 'reaction' && !isGone(message) && <Quote message={message} name={name} />}
        <div className={classes.flow} data-block={isBlock(message) || undefined}>
          {isGone(message) ? (
            <span className={classes.revoked}>
              <IconBan size={14} stroke={1.6} aria-hidden />
              {message.revoked ? t('bubble.revoked') : t('bubble.erased')}
            </span>
          ) : (
            <LinkMenuProvider value={menu.openLink}>
              <BubbleContent message={message} name={name} />
              {message.more && <MoreOnRelay messageId={message.id} />}
            </LinkMenuProvider>
          )}
          {(last || troubled || message.edited) && (
            <span className={classes.meta}>
              {message.edited && <Edited message={message} />}
              <time className="figures" dateTime={new Date(message.at).toISOString()} title={exactTime(message.at, locale)}>
                {clockTime(message.at, locale)}
              </time>
              {message.out && <StatusMark message={message} />}
            </span>
          )}
        </div>
        <Reactions message={message} />
      </div>
      {menu.element}
      {hot && !isGone(message) && <Actions message={message} />}
    </div>
  );
});

function Reactions({ message }: { readonly message: Message }): ReactElement | null {
  const { t } = useTranslation('thread');
  if (message.reactions.length === 0) return null;
  const counts = new Map<string, number>();
  for (const each of message.reactions) counts.set(each.emoji, (counts.get(each.emoji) ?? 0) + 1);
  const list = [...counts.keys()].join(' ');
  return (
    <span className={classes.reactions} role="img" aria-label={t('bubble.reactions', { list })}>
      {[...counts].map(([emoji, count]) => (
        <span key={emoji}>
          {emoji}
          {count > 1 && <span className="figures"> {count}</span>}
        </span>
      ))}
    </span>
  );
}

function Actions({ message }: { readonly message: Message }): ReactElement {
  const { t } = useTranslation('thread');
  const announce = useAnnounce();
  const [open, setOpen] = useState(false);
  const copy = (): void => {
    bridge().system.copy(message.text).then(
      () => announce(t('bubble.copied')),
      (error: unknown) => showProblem(t('bubble.copyFailed'), error),
    );
  };
  const choose = (emoji: string): void => {
    setOpen(false);
    const mine = message.reactions.find((each) => each.out)?.emoji === emoji;
    react(message, mine ? '' : emoji).catch((error: unknown) => showProblem(t('bubble.reactFailed'), error));
  };
  const textOnly = channelOf(useThread(message.threadId)?.channel ?? '').textOnly;
  const reply = (): void => {
    setReplyTo(message.threadId, message.id);
    document.getElementById('composer-text')?.focus();
  };
  return (
    <div className={classes.actions} role="group" aria-label={t('bubble.actions')}>
      {!textOnly && <IconButton label={t('bubble.reply')} keys="act+r" size={28} icon={<IconCornerUpLeft size={16} stroke={1.6} />} onClick={reply} />}
      {!textOnly && <Popover opened={open} onChange={setOpen} position="top" withinPortal trapFocus>
        <Popover.Target>
          <IconButton label={t('bubble.react')} size={28} icon={<IconMoodSmile size={16} stroke={1.6} />} onClick={() => setOpen(!open)} />
        </Popover.Target>
        <Popover.Dropdown p={4} aria-label={t('bubble.react')}>
          <div className={classes.quick}>
            {quick.map((each) => (
              <UnstyledButton key={each} className={classes.emoji} onClick={() => choose(each)}>
                {each}
              </UnstyledButton>
            ))}
          </div>
        </Popover.Dropdown>
      </Popover>}
      {message.text !== '' && <IconButton label={t('bubble.copy')} size={28} icon={<IconCopy size={16} stroke={1.6} />} onClick={copy} />}
    </div>
  );
}
