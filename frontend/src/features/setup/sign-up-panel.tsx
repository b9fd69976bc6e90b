/** Connecting in Meta's own window: what is needed, the way there, how it stands, and the account at its end. */
import { Button } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from '@/lib/texts';
import type { AppAccess, SignUp } from '@/bridge/types';
import { useSaid } from '@/i18n/said';
import { useCopy } from '@/stores/use-copy';
import { Callout } from '@/ui/callout';
import { Chip } from '@/ui/chip';
import { CopyField } from '@/ui/copy-field';
import { Refusal } from '@/ui/refusal';
import { CaughtCode, type CaughtCodeProps } from './caught-code';
import { Prerequisites } from './prerequisites';
import classes from './setup.module.css';
import own from './sign-up.module.css';
import { SignUpAccounts } from './sign-up-accounts';
import { SignUpConfirm } from './sign-up-confirm';
import { SignUpStart, useSignUpApp } from './sign-up-start';
import { SignUpTimeline } from './sign-up-timeline';
import { isUnderWay, type SignUpCourse, useSignUp } from './use-sign-up';

/** Grants an account in Meta's window. */
export interface SignUpPanelProps {
  /** The set-up whose number is connected; '' is none. */
  readonly setupId: string;
  readonly apps: readonly AppAccess[];
  readonly onLinked: (signUp: SignUp) => void;
  /** The code that was caught for the number; absent where none can be. */
  readonly code?: CaughtCodeProps;
}

/** The recommended way to connect an account. */
export function SignUpPanel({ setupId, apps, onLinked, code }: SignUpPanelProps): ReactElement {
  const { t } = useTranslation('signUp');
  const course = useSignUp(setupId);
  const { signUp } = course;
  const choice = useSignUpApp(apps);
  const way = (signUp?.hosted ?? choice.hosted) ? 'hosted' : 'window';
  return (
    <>
      <Prerequisites key={way} way={way} />
      <section className={classes.form} aria-label={t('title')}>
        <div className={classes.actions}>
          <strong>{t('title')}</strong>
          <Chip tone="ok">{t('recommended')}</Chip>
        </div>
        {course.over && <Callout tone="amber">{t('over')}</Callout>}
        {signUp === undefined ? (
          <SignUpStart choice={choice} course={course} />
        ) : signUp.stage === 'confirm' ? (
          <SignUpConfirm signUp={signUp} course={course} />
        ) : signUp.stage === 'accounts' ? (
          <SignUpAccounts signUp={signUp} course={course} onLinked={onLinked} />
        ) : isUnderWay(signUp) ? (
          <SignUpWaiting signUp={signUp} course={course} code={code} />
        ) : (
          <Callout tone="ok">{t('linked', { name: signUp.accounts.find((each) => each.id === signUp.wabaId)?.name ?? signUp.wabaId })}</Callout>
        )}
        <Refusal error={course.act.error} fallback={t('openFailed')} />
      </section>
    </>
  );
}

/** While the person is in the browser. */
function SignUpWaiting({ signUp, course, code }: { readonly signUp: SignUp; readonly course: SignUpCourse; readonly code: CaughtCodeProps | undefined }): ReactElement {
  const { t } = useTranslation('signUp');
  const say = useSaid();
  const copy = useCopy();
  const { said } = signUp;
  const failed = said !== undefined;
  const again = (): void => void course.begin(signUp.appId, signUp.way, signUp.hosted);
  return (
    <>
      {said !== undefined ? (
        <Callout tone="amber" code={signUp.step === '' ? undefined : t('step', { step: signUp.step })}>
          {say(said)}
        </Callout>
      ) : (
        <p className={own.hint} role="status">
          {t(signUp.stage === 'waiting' ? 'waiting.page' : signUp.stage === 'opened' ? (signUp.hosted ? 'waiting.hosted' : 'waiting.meta') : 'waiting.checking')}
        </p>
      )}
      {code !== undefined && <CaughtCode {...code} />}
      <SignUpTimeline signUp={signUp} />
      {signUp.stage === 'waiting' && course.address !== '' && (
        <>
          <Callout tone={course.openFailed ? 'amber' : 'plain'}>{t(course.openFailed ? 'openFailed' : 'opened')}</Callout>
          <CopyField label={t('address')} value={course.address} copyLabel={t('copy')} copiedLabel={t('copied')} copy={copy.run} />
          {copy.failed && <Callout tone="amber">{t('copyFailed')}</Callout>}
        </>
      )}
      <div className={classes.actions}>
        <Button variant={failed ? 'filled' : 'default'} onClick={again} loading={course.act.busy}>
          {t(failed ? 'beginAgain' : 'reopen')}
        </Button>
        <Button variant="default" onClick={() => void course.cancel()}>
          {t('cancel')}
        </Button>
      </div>
    </>
  );
}
