/** The card of the verification code: waiting, read, caught but not read, over, accepted. */
import { Button, Loader } from '@mantine/core';
import { IconCheck, IconCircleCheck, IconCopy } from '@tabler/icons-react';
import { Fragment, type ReactElement } from 'react';
import { useTranslation } from '@/lib/texts';
import type { CodeView, Setup } from '@/bridge/types';
import { useLocale } from '@/i18n/locale';
import { relayNow, useNow } from '@/lib/clock';
import { clockTime, countdown, duration } from '@/lib/time';
import { ariaKeys, Kbd } from '@/ui/kbd';
import classes from './code.module.css';
import { Recording } from './recording';
import { codeGroups, codeLife, type CodeState, isAnswer, waitTone } from './model';

/** What the card shows and offers. */
export interface CodeCardProps {
  readonly setup: Setup;
  readonly view: CodeView | undefined;
  readonly state: CodeState;
  /** How the code went to the clipboard just now; "" when it did not. */
  readonly copied: string;
  readonly busy: boolean;
  readonly onCopy: () => void;
  readonly onVerify: () => void;
  readonly onSend: (method: 'SMS' | 'VOICE') => void;
}

/** One card for every state of the code, so that nothing jumps when it arrives. */
export function CodeCard(props: CodeCardProps): ReactElement {
  const { state } = props;
  return (
    <div className={classes.card} data-state={state}>
      {state === 'idle' && <Idle {...props} />}
      {state === 'waiting' && <Waiting setup={props.setup} />}
      {state === 'ready' && <Ready {...props} />}
      {state === 'unread' && <Unread setup={props.setup} view={props.view} />}
      {state === 'expired' && <Expired {...props} />}
      {state === 'accepted' && <Accepted at={props.setup.verifiedAt} />}
    </div>
  );
}

function Idle({ setup, busy, onSend }: CodeCardProps): ReactElement {
  const { t } = useTranslation('setup');
  useNow(1000);
  // After a refusal too, Meta wants a pause before the next request.
  const early = setup.resendAt > relayNow();
  return (
    <>
      <p className={classes.dim}>{setup.carrierOwned ? t('code.idle') : setup.carrierCalls ? t('code.idleCalls') : t('code.notCaught')}</p>
      <div className={classes.buttons}>
        <Button size="md" loading={busy} disabled={early} onClick={() => onSend('SMS')}>
          {t('code.sendSms')}
        </Button>
        <Button size="md" variant="default" disabled={busy || early} onClick={() => onSend('VOICE')}>
          {t('code.sendCall')}
        </Button>
      </div>
    </>
  );
}

function Waiting({ setup }: { readonly setup: Setup }): ReactElement {
  const { t } = useTranslation('setup');
  const locale = useLocale();
  useNow(1000);
  const waited = Math.max(0, relayNow() - setup.codeAskedAt);
  const voice = setup.codeMethod === 'VOICE';
  const normal = voice ? t(setup.listens ? 'code.waitAnswered' : 'code.waitVoice') : setup.carrierOwned ? t(`code.${waitTone(waited)}`) : t('code.notCaught');
  return (
    <>
      <Loader size={28} type="dots" aria-hidden="true" />
      <p className={classes.strong}>{voice ? t('code.waitingCall') : t('code.waiting')}</p>
      <p className={`${classes.dim} figures`}>{t('code.waitingFor', { time: duration(waited, locale) })}</p>
      <p className={classes.dim}>{normal}</p>
    </>
  );
}

function Digits({ code }: { readonly code: string }): ReactElement {
  const { t } = useTranslation('setup');
  const groups = codeGroups(code);
  return (
    <div className={classes.digits} role="img" aria-label={t('code.digits', { code: groups.map((each) => each.join(' ')).join(', ') })}>
      {groups.map((group, index) => (
        <Fragment key={index}>
          {index > 0 && <span className={classes.dash} aria-hidden="true" />}
          {group.map((digit, at) => (
            <span key={at} className={`code ${classes.digit}`} aria-hidden="true">
              {digit}
            </span>
          ))}
        </Fragment>
      ))}
    </div>
  );
}

function Ready({ view, copied, busy, onCopy, onVerify }: CodeCardProps): ReactElement {
  const { t } = useTranslation('setup');
  const code = view?.code;
  return (
    <>
      <Digits code={code?.code ?? ''} />
      <div className={classes.buttons}>
        <Button
          size="md"
          aria-keyshortcuts={ariaKeys('c')}
          leftSection={copied === '' ? <IconCopy size={18} aria-hidden="true" /> : <IconCheck size={18} aria-hidden="true" />}
          rightSection={<Kbd keys="c" onAccent />}
          onClick={onCopy}
        >
          {copied === '' ? t('code.copy') : t('code.copied')}
        </Button>
        <Button size="md" variant="default" loading={busy} onClick={onVerify}>
          {t('code.verify')}
        </Button>
      </div>
      {copied === '' ? <ExpiryRing endsAt={code?.expiresAt ?? 0} /> : <p className={classes.how}>{copied === 'wails' ? t('code.copiedWails') : t('code.copiedNative')}</p>}
    </>
  );
}

const radius = 8;
const around = 2 * Math.PI * radius;

function ExpiryRing({ endsAt }: { readonly endsAt: number }): ReactElement {
  const { t } = useTranslation('setup');
  useNow(1000);
  const left = Math.max(0, endsAt - relayNow());
  const share = Math.min(1, left / codeLife);
  return (
    <span className={`${classes.left} figures`}>
      <svg width={18} height={18} className={classes.ring} data-low={share < 0.2 || undefined} aria-hidden="true">
        <circle className={classes.track} cx={9} cy={9} r={radius} />
        <circle className={classes.arc} cx={9} cy={9} r={radius} strokeDasharray={`${around * share} ${around}`} />
      </svg>
      {t('code.expiresIn', { time: countdown(left) })}
    </span>
  );
}

function Unread({ setup, view }: Pick<CodeCardProps, 'setup' | 'view'>): ReactElement {
  const { t } = useTranslation('setup');
  const code = view?.code;
  if (code?.call !== true) {
    return (
      <>
        <p className={classes.strong}>{t('code.unreadTitle')}</p>
        <p className={classes.dim}>{t('code.unreadText')}</p>
      </>
    );
  }
  return (
    <>
      <p className={classes.strong}>{t('code.unheardTitle')}</p>
      <p className={classes.dim}>{t(code.recording === undefined ? 'code.unheardUnkept' : 'code.unheardText')}</p>
      {code.recording !== undefined && <Recording setupId={setup.id} recording={code.recording} />}
    </>
  );
}

function Expired({ setup, view, busy, onSend }: CodeCardProps): ReactElement {
  const { t } = useTranslation('setup');
  const locale = useLocale();
  const came = view?.found === true && isAnswer(setup, view.code);
  return (
    <>
      {came && view.code.code !== '' && <Digits code={view.code.code} />}
      <p className={classes.strong}>{came ? t('code.expiredTitle', { time: clockTime(view.code.expiresAt, locale) }) : t('code.expiredNone')}</p>
      <p className={classes.dim}>{t('code.expiredText')}</p>
      <div className={classes.buttons}>
        <Button size="md" loading={busy} disabled={setup.resendAt > relayNow()} onClick={() => onSend('SMS')}>
          {t('code.again')}
        </Button>
        <Button size="md" variant="default" disabled={busy || setup.resendAt > relayNow()} onClick={() => onSend('VOICE')}>
          {t('code.call')}
        </Button>
      </div>
    </>
  );
}

function Accepted({ at }: { readonly at: number }): ReactElement {
  const { t } = useTranslation('setup');
  const locale = useLocale();
  return (
    <>
      <IconCircleCheck size={36} stroke={1.6} color="var(--ok)" aria-hidden="true" />
      <p className={classes.strong}>{t('code.acceptedTitle')}</p>
      <p className={classes.dim}>{t('code.acceptedText', { time: clockTime(at, locale) })}</p>
    </>
  );
}
