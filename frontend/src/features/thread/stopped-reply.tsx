import { Button } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from '@/lib/texts';
import type { Message, Queued } from '@/bridge/types';
import { useLocale } from '@/i18n/locale';
import { useSaid } from '@/i18n/said';
import { useUndoWords } from '@/i18n/undo-words';
import { isolate } from '@/lib/bidi';
import { relayNow, useNow } from '@/lib/clock';
import { parseMessage, plainText } from '@/lib/message-format';
import { ago } from '@/lib/time';
import { formOf } from '@/stores/filled-again';
import { isEditable, undoSend } from '@/stores/held';
import { useMessages } from '@/stores/messages';
import { discardReply, retryReply } from '@/stores/outbox';
import { useUser } from '@/stores/selectors';
import { useMe } from '@/stores/session';
import { showProblem } from '@/ui/toast';
import own from './queued-bubble.module.css';

const guards: ReadonlySet<string> = new Set(['answered', 'questionChanged']);

/** Whether a reply was held because what it answers is not any more what the person saw. Nothing is broken. */
export function isGuarded(queued: Queued): boolean {
  return queued.state === 'stopped' && guards.has(queued.reason);
}

/** Why a reply was stopped, and what can be done with it. */
export function Stopped({ queued }: { readonly queued: Queued }): ReactElement {
  const { t } = useTranslation('thread');
  const why = useUndoWords();
  const text = queued.send?.content.text ?? '';
  const discard = (): void => void discardReply(queued.clientId).catch((error: unknown) => showProblem(t('queued.discardFailed'), error));
  const edit = (): void => void undoSend(queued).catch((error: unknown) => showProblem(t('queued.editFailed'), why(error)));
  const again = queued.reason !== 'windowClosed' && queued.reason !== 'marketingStopped';
  return (
    <div className={own.stopped} role="status">
      {isGuarded(queued) ? <Guarded queued={queued} /> : <Refused queued={queued} />}
      {queued.tried === true && <p className={own.reason}>{t('queued.tried')}</p>}
      <div className={own.buttons}>
        {again && (
          <Button size="compact-sm" onClick={() => void retryReply(queued.clientId).catch((error: unknown) => showProblem(t('queued.retryFailed'), error))}>
            {t('queued.sendAnyway')}
          </Button>
        )}
        {isEditable(queued) && (queued.file !== null || formOf(queued.send?.content) !== undefined || plainText(parseMessage(text)) !== '') && (
          <Button size="compact-sm" variant="default" onClick={edit}>
            {t('queued.edit')}
          </Button>
        )}
        <Button size="compact-sm" variant="default" onClick={discard}>
          {t('queued.discard')}
        </Button>
      </div>
    </div>
  );
}

function Refused({ queued }: { readonly queued: Queued }): ReactElement {
  const { t } = useTranslation('thread');
  const say = useSaid();
  const why = queued.said ? say(queued.said) : queued.message;
  return (
    <p className={own.reason}>
      {why === '' ? t('queued.stoppedPlain') : t('queued.stopped', { message: why })}
      {queued.reason !== '' && <code className={`code ${own.code}`}>{queued.reason}</code>}
    </p>
  );
}

/** What happened between what the person saw and the send. */
function Guarded({ queued }: { readonly queued: Queued }): ReactElement {
  const { t } = useTranslation('thread');
  const say = useSaid();
  const locale = useLocale();
  useNow(10_000);
  const other = useOtherAnswer(queued);
  const name = useUser(other?.author ?? '')?.name;
  const answered = (who: string, at: number): string => (relayNow() - at < 60_000 ? t('queued.answeredNow', { name: who }) : t('queued.answered', { name: who, time: ago(at, relayNow(), locale) }));
  const deleted = queued.said?.params?.context === 'deleted';
  const why =
    queued.reason === 'questionChanged' ? t(deleted ? 'queued.deleted' : 'queued.edited')
    : other !== undefined && name !== undefined ? answered(isolate(name), other.at)
    : queued.said ? say(queued.said) : queued.message;
  return (
    <p className={own.reason} data-guarded>
      <strong>{t('queued.guardedFirst')}</strong> {why} {t('queued.guardedText')}
    </p>
  );
}

/** The last answer of somebody else that came after what the person had seen. */
function useOtherAnswer(queued: Queued): Message | undefined {
  const me = useMe();
  const seen = queued.send?.seenSeq ?? 0;
  return useMessages((store) => store.threads.get(queued.threadId)?.items.findLast((each) => each.out && each.type !== 'note' && each.author !== me && each.seq > seen));
}
