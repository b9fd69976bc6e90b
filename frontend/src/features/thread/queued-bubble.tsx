import { Button } from '@mantine/core';
import { IconFile } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Queued } from '@/bridge/types';
import { useLocale } from '@/i18n/locale';
import { useSaid } from '@/i18n/said';
import { parseMessage, plainText } from '@/lib/message-format';
import { clockTime } from '@/lib/time';
import { setDraft, useDrafts } from '@/stores/drafts';
import { isUndoable } from '@/stores/held';
import { discardReply, retryReply } from '@/stores/outbox';
import { useDesk } from '@/stores/desk';
import { useOnline } from '@/stores/session';
import { Ticks } from '@/ui/ticks';
import { showProblem } from '@/ui/toast';
import classes from './bubble.module.css';
import { HeldLine, HeldWord } from './held-line';
import own from './queued-bubble.module.css';

/** A reply that the relay does not have: waiting, or stopped with the reason and what to do about it. */
export function QueuedBubble({ queued, first }: { readonly queued: Queued; readonly first: boolean }): ReactElement {
  const { t } = useTranslation(['thread', 'terms']);
  const locale = useLocale();
  const online = useOnline();
  const stopped = queued.state === 'stopped';
  const word = stopped ? t('queued.stoppedPlain') : queued.state === 'sending' ? t('queued.sending') : online ? t('queued.next') : t('queued.waiting');
  return (
    <div className={classes.line} data-out data-first={first || undefined}>
      <div className={`${classes.bubble} ${own.queued}`} data-out data-last data-stopped={stopped || undefined} role="article" aria-label={word} tabIndex={0}>
        <div className={classes.flow}>
          <Content queued={queued} />
          <span className={classes.meta}>
            {!stopped && <span>{isUndoable(queued) ? <HeldWord queued={queued} then={word} /> : word}</span>}
            <time className="figures" dateTime={new Date(queued.at).toISOString()}>
              {clockTime(queued.at, locale)}
            </time>
            <Ticks state={stopped ? 'failed' : 'queued'} label={word} />
          </span>
        </div>
        {stopped && <Stopped queued={queued} />}
        {isUndoable(queued) && <HeldLine queued={queued} />}
      </div>
    </div>
  );
}

function Content({ queued }: { readonly queued: Queued }): ReactElement {
  const { t } = useTranslation('terms');
  const content = queued.send?.content;
  const template = useDesk((desk) => (content?.template ? desk.templates.get(content.template.templateId) : undefined));
  const text = template !== undefined ? template.body : (content?.text ?? '');
  return (
    <div className={own.content}>
      {queued.file && (
        <span className={own.file}>
          <IconFile size={16} stroke={1.6} aria-hidden />
          <bdi>{queued.file.fileName}</bdi>
        </span>
      )}
      {text !== '' ? (
        <span className={own.text} dir="auto">
          {text}
        </span>
      ) : (
        !queued.file && <span>{t(`kind.${(content?.type ?? 'text') as 'text'}`)}</span>
      )}
    </div>
  );
}

function Stopped({ queued }: { readonly queued: Queued }): ReactElement {
  const { t } = useTranslation('thread');
  const say = useSaid();
  const text = queued.send?.content.text ?? '';
  const discard = (): void => void discardReply(queued.clientId).catch((error: unknown) => showProblem(t('queued.discardFailed'), error));
  const keep = (): void => {
    const before = useDrafts.getState().texts.get(queued.threadId) ?? '';
    setDraft(queued.threadId, before === '' ? text : `${before}\n${text}`);
    discard();
  };
  const again = queued.reason !== 'windowClosed' && queued.reason !== 'marketingStopped';
  const why = queued.said ? say(queued.said) : queued.message;
  return (
    <div className={own.stopped} role="status">
      <p className={own.reason}>
        {why === '' ? t('queued.stoppedPlain') : t('queued.stopped', { message: why })}
        {queued.reason !== '' && <code className={`code ${own.code}`}>{queued.reason}</code>}
      </p>
      <div className={own.buttons}>
        {again && (
          <Button size="compact-sm" onClick={() => void retryReply(queued.clientId).catch((error: unknown) => showProblem(t('queued.retryFailed'), error))}>
            {t('queued.sendAnyway')}
          </Button>
        )}
        {!queued.file && plainText(parseMessage(text)) !== '' && (
          <Button size="compact-sm" variant="default" onClick={keep}>
            {t('queued.keep')}
          </Button>
        )}
        <Button size="compact-sm" variant="default" onClick={discard}>
          {t('queued.discard')}
        </Button>
      </div>
    </div>
  );
}
