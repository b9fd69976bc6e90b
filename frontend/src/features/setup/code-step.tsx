import { Button, TextInput, UnstyledButton } from '@mantine/core';
import { type ReactElement, useEffect, useEffectEvent, useState } from 'react';
import { Trans } from 'react-i18next';
import { useTranslation } from '@/lib/texts';
import type { BridgeError } from '@/bridge/errors';
import type { CodeView, Setup } from '@/bridge/types';
import { useLocale } from '@/i18n/locale';
import { relayNow, useNow } from '@/lib/clock';
import { clockTime, duration } from '@/lib/time';
import { useActs } from '@/i18n/use-acts';
import { useCodeShown } from '@/stores/code-shown';
import { useAnnounce } from '@/ui/announcer';
import { useFlash } from '@/ui/copy-field';
import { Callout } from '@/ui/callout';
import { Refusal } from '@/ui/refusal';
import { CodeCard } from './code-card';
import classes from './code.module.css';
import { CodeTimeline } from './code-timeline';
import { StepLayout } from './frame';
import { codeGroups, type CodeState, codeState, typedCode } from './model';
import { ProofLine } from './proof-line';
import setupClasses from './setup.module.css';

/** The step that proves the number. */
export interface CodeStepProps {
  readonly setup: Setup;
  readonly view: CodeView | undefined;
  readonly busy: boolean;
  readonly error: BridgeError | undefined;
  readonly onSend: (method: 'SMS' | 'VOICE') => void;
  /** Copies the caught code and says how it went; undefined when it was refused. */
  readonly onCopy: () => Promise<string | undefined>;
  readonly onVerify: (code: string) => Promise<boolean>;
  /** Has the calls to the number answered: Meta calls from its own window. */
  readonly onListen: () => void;
  /** Asks Meta whether the number is verified by now. */
  readonly onLook: () => void;
  readonly onBack: () => void;
  readonly onContinue: () => void;
}

function leadOf(state: CodeState, setup: Setup): 'code.lead' | 'code.leadAccepted' | 'code.leadByHand' | 'code.leadWaiting' | 'code.leadIdle' {
  if (state === 'ready') return 'code.lead';
  if (state === 'accepted') return 'code.leadAccepted';
  if (setup.codeMethod === 'VOICE' ? !setup.listens && !setup.carrierOwned : !setup.carrierOwned && !setup.carrierCalls) return 'code.leadByHand';
  return state === 'waiting' && (setup.codeMethod !== 'VOICE' || setup.listens) ? 'code.leadWaiting' : 'code.leadIdle';
}

/** Shows the code as it arrives; C copies it. */
export function CodeStep(props: CodeStepProps): ReactElement {
  const { setup, view, busy, error, onCopy, onVerify } = props;
  const { t } = useTranslation('setup');
  useNow(1000);
  useCodeShown(setup.id);
  const state = codeState(setup, view, relayNow());
  // A code that was used is forgotten; that it came, and when, is not.
  const [seen, setSeen] = useState(view);
  if (view !== seen && (view?.found === true || state !== 'accepted')) setSeen(view);
  // The text and the field come first then: they are what there is to do.
  const unread = state === 'unread';
  const announce = useAnnounce();
  const [flashing, flash] = useFlash();
  const [copy, setCopy] = useState({ at: 0, how: '' });
  const [refused, setRefused] = useState(false);
  const copyNow = async (): Promise<void> => {
    if (state !== 'ready') return;
    const how = await onCopy();
    if (how === undefined) return;
    setCopy({ at: relayNow(), how });
    flash();
    announce(how === 'wails' ? t('code.copiedWails') : t('code.copiedNative'));
  };
  const verify = async (code: string): Promise<void> => setRefused(!(await onVerify(code)));
  useActs([{ id: 'setup.copyCode', may: state === 'ready', run: () => void copyNow() }]);
  useAnnounced(state === 'ready' ? (view?.code.code ?? '') : '');
  return (
    <StepLayout
      title={<Trans t={t} i18nKey="code.title" values={{ phone: setup.display }} components={[<bdi key="phone" dir="ltr" className={`code ${setupClasses.phone}`} />]} />}
      lead={t(leadOf(state, setup))}
      saved
      onBack={props.onBack}
      onContinue={props.onContinue}
      canContinue={state === 'accepted'}
    >
      <CodeCard setup={setup} view={view} state={state} copied={flashing ? copy.how : ''} busy={busy} onCopy={() => void copyNow()} onVerify={() => void verify('')} onSend={props.onSend} />
      <Refusal error={error} fallback={t('failed')} />
      <Safe setup={setup} />
      {state !== 'accepted' && <ProofLine setup={setup} busy={busy} onLook={props.onLook} />}
      {unread && view?.found === true && <RawSms view={view} open />}
      {unread && <Typed busy={busy} onVerify={(code) => void verify(code)} />}
      <CodeTimeline setup={setup} view={seen} copiedAt={Math.max(setup.codeCopiedAt, seen?.found === true && copy.at >= seen.code.receivedAt ? copy.at : 0)} refused={refused && error !== undefined} />
      {!unread && view?.found === true && <RawSms view={view} open={false} />}
      {state !== 'accepted' && <Help setup={setup} state={state} busy={busy} onSend={props.onSend} onListen={props.onListen} onVerify={(code) => void verify(code)} />}
    </StepLayout>
  );
}

/** Says an arriving code once. */
function useAnnounced(code: string): void {
  const { t } = useTranslation('setup');
  const announce = useAnnounce();
  const say = useEffectEvent((digits: string) => announce(t('code.arrived', { code: codeGroups(digits).map((each) => each.join(' ')).join(', ') }), 'assertive'));
  useEffect(() => {
    if (code !== '') say(code);
  }, [code]);
}

function RawSms({ view, open }: { readonly view: CodeView; readonly open: boolean }): ReactElement {
  const { t } = useTranslation('setup');
  return (
    <details className={classes.raw} open={open || undefined}>
      <summary>{view.code.call === true ? t('code.heard') : t('code.raw')}</summary>
      <p className={`code ${classes.sms}`} dir="auto">
        {view.code.sms === '' ? t('code.heardNothing') : view.code.sms}
      </p>
    </details>
  );
}

/** A wait that is told by the clock. */
const waitsLong = 120_000;

interface HelpProps {
  readonly setup: Setup;
  readonly state: ReturnType<typeof codeState>;
  readonly busy: boolean;
  readonly onSend: (method: 'SMS' | 'VOICE') => void;
  readonly onVerify: (code: string) => void;
  readonly onListen: () => void;
}

/** When Meta may be asked again without a lock, once too much was tried. */
function Safe({ setup }: { readonly setup: Setup }): ReactElement | null {
  const { t } = useTranslation('setup');
  const locale = useLocale();
  const now = relayNow();
  if (setup.verifiedAt > 0) return null;
  if (setup.tryAt > now) return <Callout tone="amber">{t('code.safeTry', { time: clockTime(setup.tryAt, locale) })}</Callout>;
  return setup.resendAt - now > waitsLong ? <Callout tone="amber">{t('code.safeAsk', { time: clockTime(setup.resendAt, locale) })}</Callout> : null;
}

/** What to do when nothing came: again, by call, by hand. */
function Help({ setup, state, busy, onSend, onVerify, onListen }: HelpProps): ReactElement {
  const { t } = useTranslation('setup');
  const locale = useLocale();
  // Where Parley cannot read the code, the field is open from the start.
  const byHand = (state === 'waiting' || (state === 'idle' && setup.codeAskedAt > 0)) && !setup.listens && (!setup.carrierOwned || setup.codeMethod === 'VOICE');
  const [opened, setOpened] = useState(false);
  const left = Math.max(0, setup.resendAt - relayNow());
  const blocked = busy || left > 0;
  const mayType = state !== 'unread' && !byHand;
  return (
    <>
      {(setup.codeAskedAt > 0 || mayType) && <div className={classes.help}>
        <span>{t('code.nothing')}</span>
        {setup.codeAskedAt > 0 && (
          <>
            <UnstyledButton className={`${classes.link} figures`} disabled={blocked} onClick={() => onSend('SMS')}>
              {left > waitsLong ? t('code.againAt', { time: clockTime(setup.resendAt, locale) }) : left > 0 ? t('code.againIn', { time: duration(Math.ceil(left / 1000) * 1000, locale) }) : t('code.again')}
            </UnstyledButton>
            <span aria-hidden="true">·</span>
            <UnstyledButton className={classes.link} disabled={blocked} onClick={() => onSend('VOICE')}>
              {t('code.call')}
            </UnstyledButton>
            <span aria-hidden="true">·</span>
          </>
        )}
        {mayType && (
          <UnstyledButton className={classes.link} aria-expanded={opened} onClick={() => setOpened(!opened)}>
            {opened ? t('code.hideTyped') : t('code.byHand')}
          </UnstyledButton>
        )}
      </div>}
      {state !== 'unread' && (opened || byHand) && <Typed busy={busy} onVerify={onVerify} />}
      {setup.carrierCalls && <Listening setup={setup} busy={busy} onListen={onListen} />}
    </>
  );
}

/** Has the calls to the number answered, or says that they are. */
function Listening({ setup, busy, onListen }: Pick<HelpProps, 'setup' | 'busy' | 'onListen'>): ReactElement {
  const { t } = useTranslation('setup');
  return (
    <p className={classes.help}>
      {setup.listens ? (
        t('code.listening')
      ) : (
        <>
          <span>{t('code.mayListen')}</span>
          <UnstyledButton className={classes.link} disabled={busy} onClick={onListen}>
            {t('code.answerCalls')}
          </UnstyledButton>
        </>
      )}
    </p>
  );
}

function Typed({ busy, onVerify }: { readonly busy: boolean; readonly onVerify: (code: string) => void }): ReactElement {
  const { t } = useTranslation('setup');
  const [text, setText] = useState('');
  const [tried, setTried] = useState(false);
  const code = typedCode(text);
  const submit = (): void => {
    setTried(true);
    if (code.length === 6 && !busy) onVerify(code);
  };
  return (
    <div className={classes.typed}>
      <TextInput
        label={t('code.typed')}
        description={t('code.typedHint')}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        error={tried && code.length !== 6 ? t('code.typedFault') : undefined}
        inputMode="numeric"
        autoComplete="one-time-code"
        maxLength={30}
        inputWrapperOrder={['label', 'description', 'input', 'error']}
        onKeyDown={(event) => {
          if (event.key !== 'Enter') return;
          event.preventDefault();
          submit();
        }}
      />
      <Button variant="default" loading={busy} onClick={submit}>
        {t('code.verifyTyped')}
      </Button>
    </div>
  );
}
