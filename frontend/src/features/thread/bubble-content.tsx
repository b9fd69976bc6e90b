import { Button } from '@mantine/core';
import { type ReactElement, use, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import type { Message } from '@/bridge/types';
import { problemWords, useSaid } from '@/i18n/said';
import { kindOfFile } from '@/stores/attachments';
import { MarkedQuery } from '@/ui/marked';
import { MessageText } from '@/ui/message-text';
import { TemplateCard } from '@/ui/template-card';
import { AnswerView } from './answer-view';
import classes from './bubble-content.module.css';
import { CallLine } from './call-line';
import { ContactCards } from './contact-cards';
import { LocationCard } from './location-card';
import { MediaView } from './media-view';
import { useLinkActions } from './message-menu';
import { QuestionView } from './question-view';
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
      return <ContactCards cards={message.contacts} />;
    case 'template':
      return <TemplateView message={message} name={name} />;
    case 'interactive':
      if (message.choices !== undefined) return <QuestionView message={message} choices={message.choices} text={text} />;
      return <Answer message={message} text={text} problem={why} />;
    case 'button':
    case 'order':
      return <Answer message={message} text={text} problem={why} />;
    case 'reaction':
      return <em className={classes.dim}>{t('bubble.reactedLost', { emoji: message.text })}</em>;
    case 'call':
      return <CallLine message={message} />;
    case 'unsupported':
      return (
        <div className={classes.stack}>
          <Unsupported what={message.system} problem={why} />
          {text}
          {message.interactive && <AnswerView interactive={message.interactive} text="" order={false} />}
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

function Answer({ message, text, problem }: { readonly message: Message; readonly text: ReactElement | null; readonly problem: string | undefined }): ReactElement {
  if (message.interactive) return <AnswerView interactive={message.interactive} text={message.text} order={message.type === 'order'} />;
  return text ?? <Unsupported what="interactive" problem={problem} />;
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
