import { Button, Popover } from '@mantine/core';
import { type ReactElement, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import { bridge } from '@/bridge/bridge';
import type { Message } from '@/bridge/types';
import { problemWords, useSaid } from '@/i18n/said';
import { tickOf } from '@/lib/tick';
import { useDesk } from '@/stores/desk';
import { showProblem } from '@/ui/toast';
import { Ticks } from '@/ui/ticks';
import { useContradiction } from './contradiction';
import { remedies } from './model';
import classes from './status-mark.module.css';

/** The ticks of a message of ours; where it went wrong, why is one click away, with what can be done. */
export function StatusMark({ message }: { readonly message: Message }): ReactElement {
  const { t } = useTranslation('thread');
  const [open, setOpen] = useState(false);
  const tick = tickOf(message);
  const isHeld = useIsHeld(message);
  const word = tick === 'failed' && message.status !== 'rejected' && message.status !== 'cancelled' ? t('status.failed') : t(`status.${isHeld ? 'held' : message.status || 'sent'}`);
  const say = useSaid();
  const explained = tick === 'failed' || tick === 'unknown' || isHeld;
  const odd = useContradiction(message);
  const why = [message.problem ? problemWords(say, message.problem) : '', odd].filter((each) => each !== '').join(' ');
  if (!explained) return <Ticks state={tick} label={why === '' ? word : `${word}: ${why}`} />;
  return (
    <Popover opened={open} onChange={setOpen} position="top-end" width={300} withinPortal withRoles={false} trapFocus returnFocus>
      <Popover.Target>
        <span>
          <Ticks state={tick} label={t('status.why', { status: word })} onReason={() => setOpen(!open)} />
        </span>
      </Popover.Target>
      <Popover.Dropdown role="dialog" aria-label={t('status.title')}>
        <Why message={message} word={word} onDone={() => setOpen(false)} />
      </Popover.Dropdown>
    </Popover>
  );
}

/** Whether a message of ours waits until it is clear who the customer is. */
function useIsHeld(message: Message): boolean {
  return useDesk((desk) => message.status === 'queued' && (desk.threads.get(message.threadId)?.identityAt ?? 0) > 0);
}

function Why({ message, word, onDone }: { readonly message: Message; readonly word: string; readonly onDone: () => void }): ReactElement {
  const { t } = useTranslation('thread');
  const say = useSaid();
  const odd = useContradiction(message);
  const { resend, cancel } = remedies(message);
  const { problem } = message;
  const text = message.status === 'unknown' ? t('status.unknownText') : message.status === 'cancelled' ? t('status.cancelledText') : message.status === 'queued' ? t('status.heldText') : (problem && problemWords(say, problem)) || t('status.noReason');
  const run = (call: Promise<void>, failed: string): void => {
    onDone();
    call.catch((error: unknown) => showProblem(failed, error));
  };
  return (
    <div className={classes.why}>
      <strong>{word}</strong>
      <p className={classes.text}>{text}</p>
      {odd !== '' && <p className={classes.text}>{odd}</p>}
      {problem && problem.code !== 0 && <code className={`code ${classes.code}`}>{t('status.code', { code: problem.code })}</code>}
      {(resend || cancel) && (
        <div className={classes.buttons}>
          {resend && <Button onClick={() => run(bridge().threads.resend(message.id), t('status.resendFailed'))}>{t('status.resend')}</Button>}
          {cancel && (
            <Button variant="default" onClick={() => run(bridge().threads.cancel(message.id), t('status.cancelFailed'))}>
              {t('status.cancel')}
            </Button>
          )}
        </div>
      )}
    </div>
  );
}
