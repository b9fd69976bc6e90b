import { Button, UnstyledButton } from '@mantine/core';
import { IconPhone, IconPhoneOff, IconUser } from '@tabler/icons-react';
import { type ReactElement, use, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ContactCard, Interactive, Message } from '@/bridge/types';
import { problemWords, useSaid } from '@/i18n/said';
import { kindOfFile } from '@/stores/attachments';
import { MarkedQuery } from '@/ui/marked';
import { MessageText } from '@/ui/message-text';
import { Phone } from '@/ui/phone';
import { TemplateCard } from '@/ui/template-card';
import { fillForm, formName } from '@/stores/forms';
import { openNewThread } from '@/stores/view';
import classes from './bubble-content.module.css';
import { LocationCard } from './location-card';
import { MediaView } from './media-view';
import { useLinkActions } from './message-menu';
import { unknownKinds } from './unknown-kinds';

const longText = 1400;

/** What a message says, whatever kind it is. */
export function BubbleContent({ message, name }: { readonly message: Message; readonly name: string }): ReactElement {
  const { t } = useTranslation(['thread', 'terms']);
  const say = useSaid();
  const why = message.problem ? problemWords(say, message.problem) : undefined;
  const text = message.text === '' ? null : <Text text={message.text} />;
  switch (message.type) {
    case 'image':
    case 'video':
    case 'audio':
    case 'document':
    case 'sticker':
      return (
        <div className={classes.stack}>
          {message.media ? <MediaView message={message} media={message.media} name={name} /> : <Unsupported what={message.type} problem={why} />}
          {text}
        </div>
      );
    case 'location':
      return message.location ? <LocationCard location={message.location} /> : <Unsupported what="location" problem={why} />;
    case 'contacts':
      return (
        <div className={classes.stack}>
          {message.contacts.map((each, index) => (
            <Card key={index} card={each} />
          ))}
        </div>
      );
    case 'template':
      return <TemplateView message={message} name={name} />;
    case 'button':
    case 'interactive':
    case 'order':
      return message.interactive ? <InteractiveView interactive={message.interactive} text={message.text} order={message.type === 'order'} /> : (text ?? <Unsupported what="interactive" problem={why} />);
    case 'reaction':
      return <em className={classes.dim}>{t('bubble.reactedLost', { emoji: message.text })}</em>;
    case 'call':
      return <Call state={message.system} out={message.out} />;
    case 'unsupported':
      return (
        <div className={classes.stack}>
          <Unsupported what={message.system} problem={why} />
          {text}
          {message.interactive && <InteractiveView interactive={message.interactive} text="" order={false} />}
        </div>
      );
    case 'text':
    case 'note':
    case 'system':
      return text ?? <Unsupported what={message.type} problem={why} />;
    default: // a kind of a newer relay
      return text ?? <Unsupported what={message.type satisfies never} problem={why} />;
  }
}

/** What was sent and cannot be shown, in words, and why where WhatsApp says so. */
function Unsupported({ what, problem = '' }: { readonly what: string; readonly problem?: string | undefined }): ReactElement {
  const { t } = useTranslation('thread');
  const known = unknownKinds.find((each) => each === what);
  const named = known === undefined ? what.replaceAll('_', ' ') : t(`unknownKind.${known}`);
  return (
    <em className={classes.dim}>
      {what === '' ? t('bubble.unsupportedPlain') : t('bubble.unsupported', { what: named })}
      {problem !== '' && ` ${problem}`}
    </em>
  );
}

/** A call: Parley takes none, so the customer may be waiting to be called back. */
function Call({ state, out }: { readonly state: string; readonly out: boolean }): ReactElement {
  const { t } = useTranslation('thread');
  const missed = state === 'missed' && !out;
  const words = out ? t('call.out') : missed ? t('call.missed') : state === 'ended' ? t('call.ended') : t('call.ringing');
  return (
    <span className={classes.call}>
      {missed ? <IconPhoneOff size={16} stroke={1.6} aria-hidden /> : <IconPhone size={16} stroke={1.6} aria-hidden />}
      {words}
    </span>
  );
}

// Emoji alone are drawn larger, as people are used to.
const fewEmoji = /^(?:\p{Extended_Pictographic}[\uFE0F\u200D\p{Emoji_Modifier}\p{Extended_Pictographic}]*\s*){1,4}$/u;

function Text({ text }: { readonly text: string }): ReactElement {
  const { t } = useTranslation('thread');
  const [open, setWhole] = useState(text.length <= longText);
  // What was searched for may stand anywhere in it.
  const whole = use(MarkedQuery) !== '' || open;
  const links = useLinkActions();
  return (
    <div className={classes.text} data-emoji={(text.length < 60 && fewEmoji.test(text)) || undefined}>
      {whole ? (
        <MessageText text={text} links={links} />
      ) : (
        <div className={classes.cut}>
          <MessageText text={text} links={links} />
        </div>
      )}
      {!whole && (
        <Button className={classes.all} size="compact-sm" variant="default" onClick={() => setWhole(true)}>
          {t('bubble.long')}
        </Button>
      )}
    </div>
  );
}

function Card({ card }: { readonly card: ContactCard }): ReactElement {
  const { t } = useTranslation('thread');
  const write = (phone: string): void => {
    openNewThread();
    fillForm(formName('new ', 'to'), { to: phone, name: card.name, who: '' });
  };
  // A relay of before sends fewer fields.
  const about = [card.title, card.department, card.company].filter(Boolean).join(' · ');
  const lines = [...card.emails, ...(card.urls as readonly string[] | undefined ?? []), ...(card.addresses as readonly string[] | undefined ?? [])];
  return (
    <div className={classes.card}>
      <span className={classes.icon}>
        <IconUser size={18} stroke={1.6} aria-hidden />
      </span>
      <div className={classes.stack}>
        <bdi className={classes.strong}>{card.name === '' ? t('card.noName') : card.name}</bdi>
        {about !== '' && <bdi className={classes.dim}>{about}</bdi>}
        {card.phones.map((each) => (
          <span key={each} className={classes.phone}>
            <Phone value={each} className={classes.small} />
            <UnstyledButton className={classes.write} onClick={() => write(each)} aria-label={t('card.writeTo', { phone: each })}>
              {t('card.write')}
            </UnstyledButton>
          </span>
        ))}
        {card.phonesHidden && <span className={classes.dim}>{t('card.phoneHidden')}</span>}
        {lines.map((each) => (
          <bdi key={each} className={classes.small}>
            {each}
          </bdi>
        ))}
        {Boolean(card.birthday) && <span className={classes.small}>{t('card.birthday', { date: card.birthday })}</span>}
      </div>
    </div>
  );
}

function TemplateView({ message, name }: { readonly message: Message; readonly name: string }): ReactElement {
  const { t } = useTranslation('thread');
  const use = message.template;
  const head = message.media ? <MediaView message={{ ...message, type: kindOfFile(message.media.mime) }} media={message.media} name={name} /> : undefined;
  return (
    <TemplateCard
      reading={{ header: use?.header ?? '', footer: use?.footer ?? '', buttons: use?.buttons ?? [] }}
      head={head}
      body={<Text text={message.text} />}
      foot={use && <span className={classes.small}>{t('bubble.template', { name: use.name })}</span>}
    />
  );
}

function InteractiveView({ interactive, text, order }: { readonly interactive: Interactive; readonly text: string; readonly order: boolean }): ReactElement {
  const { t } = useTranslation('thread');
  const title = interactive.title !== '' ? interactive.title : text !== '' ? text : order ? t('bubble.order') : '';
  return (
    <div className={classes.stack}>
      {title !== '' && <span className={interactive.lines.length > 0 ? classes.strong : undefined} dir="auto">{title}</span>}
      {interactive.lines.length > 0 && (
        <dl className={classes.lines}>
          {interactive.lines.map((each, index) => (
            <div key={index} className={classes.pair}>
              <dt dir="auto">{each.key.replaceAll('_', ' ')}</dt>
              <dd dir="auto">{each.value}</dd>
            </div>
          ))}
        </dl>
      )}
      {Boolean(interactive.total) && (
        <div className={classes.pair}>
          <span className={classes.strong}>{t('bubble.total')}</span>
          <bdi className={classes.strong}>{interactive.total}</bdi>
        </div>
      )}
    </div>
  );
}
