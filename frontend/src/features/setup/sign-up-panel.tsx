/** Connecting in Meta's own window: what is needed, the way there, how it stands, and the account at its end. */
import { Anchor, Button, Radio, Select, Stack } from '@mantine/core';
import { type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { bridge } from '@/bridge/bridge';
import type { AppAccess, SignUp, SignUpWay } from '@/bridge/types';
import { useSaid } from '@/i18n/said';
import { paths } from '@/lib/paths';
import { useCopy } from '@/stores/use-copy';
import { Callout } from '@/ui/callout';
import { Chip } from '@/ui/chip';
import { CopyField } from '@/ui/copy-field';
import { Refusal } from '@/ui/refusal';
import { CaughtCode, type CaughtCodeProps } from './caught-code';
import classes from './setup.module.css';
import own from './sign-up.module.css';
import { SignUpAccounts } from './sign-up-accounts';
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

const securityCenter = 'https://business.facebook.com/settings/security';

/** The recommended way to connect an account. */
export function SignUpPanel({ setupId, apps, onLinked, code }: SignUpPanelProps): ReactElement {
  const { t } = useTranslation('signUp');
  const course = useSignUp(setupId);
  const { signUp } = course;
  return (
    <section className={classes.form} aria-label={t('title')}>
      <div className={classes.actions}>
        <strong>{t('title')}</strong>
        <Chip tone="ok">{t('recommended')}</Chip>
      </div>
      {course.over && <Callout tone="amber">{t('over')}</Callout>}
      {signUp === undefined ? (
        <SignUpStart apps={apps} course={course} />
      ) : signUp.stage === 'accounts' ? (
        <SignUpAccounts signUp={signUp} course={course} onLinked={onLinked} />
      ) : isUnderWay(signUp) ? (
        <SignUpWaiting signUp={signUp} course={course} code={code} />
      ) : (
        <Callout tone="ok">{t('linked', { name: signUp.accounts.find((each) => each.id === signUp.wabaId)?.name ?? signUp.wabaId })}</Callout>
      )}
      <Refusal error={course.act.error} fallback={t('openFailed')} />
    </section>
  );
}

/** Before the browser opens: what it is for, and what is decided before. */
function SignUpStart({ apps, course }: { readonly apps: readonly AppAccess[]; readonly course: SignUpCourse }): ReactElement {
  const { t } = useTranslation('signUp');
  const [, go] = useLocation();
  const ready = apps.filter((each) => each.configId !== '');
  const [chosen, setChosen] = useState('');
  const [way, setWay] = useState<SignUpWay>('cloud');
  const appId = chosen !== '' ? chosen : (ready[0]?.id ?? '');
  if (ready.length === 0) {
    return (
      <Callout actions={<Anchor component="button" type="button" onClick={() => go(paths.integrations)}>{t('missing.open')}</Anchor>}>
        {t(apps.length === 0 ? 'missing.app' : 'missing.config')}
      </Callout>
    );
  }
  return (
    <>
      <p className={own.hint}>{t('lead')}</p>
      {ready.length > 1 && (
        <Select label={t('app')} data={ready.map((each) => ({ value: each.id, label: `${each.name} · ${each.id}` }))} value={appId} onChange={(value) => setChosen(value ?? '')} allowDeselect={false} />
      )}
      <Radio.Group label={t('way.label')} value={way} onChange={(value) => setWay(value === 'onPhone' ? 'onPhone' : 'cloud')}>
        <Stack gap={6} mt={4}>
          <Radio value="cloud" label={t('way.cloud')} description={t('way.cloudHint')} />
          <Radio value="onPhone" label={t('way.onPhone')} description={t('way.onPhoneHint')} />
        </Stack>
      </Radio.Group>
      <BusinessVerification />
      <div className={classes.actions}>
        <Button onClick={() => void course.begin(appId, way)} loading={course.act.busy} disabled={!course.known}>
          {t('begin')}
        </Button>
      </div>
    </>
  );
}

type Verification = 'done' | 'verify' | 'skip';

/** What business verification changes is said before it is skipped. */
function BusinessVerification(): ReactElement {
  const { t } = useTranslation('signUp');
  const [choice, setChoice] = useState<Verification>('done');
  const choices: readonly Verification[] = ['done', 'verify', 'skip'];
  return (
    <>
      <Radio.Group label={t('business.label')} value={choice} onChange={(value) => setChoice(choices.find((each) => each === value) ?? 'done')}>
        <Stack gap={6} mt={4}>
          {choices.map((each) => (
            <Radio key={each} value={each} label={t(`business.${each}`)} />
          ))}
        </Stack>
      </Radio.Group>
      {choice === 'skip' && <Callout tone="amber">{t('business.skipText')}</Callout>}
      {choice === 'verify' && (
        <Callout
          actions={
            <Anchor component="button" type="button" onClick={() => void bridge().system.openLink(securityCenter).catch(() => undefined)}>
              {t('business.verifyOpen')}
            </Anchor>
          }
        >
          {t('business.verifyText')}
        </Callout>
      )}
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
  const again = (): void => void course.begin(signUp.appId, signUp.way);
  return (
    <>
      {said !== undefined ? (
        <Callout tone="amber" code={signUp.step === '' ? undefined : t('step', { step: signUp.step })}>
          {say(said)}
        </Callout>
      ) : (
        <p className={own.hint} role="status">
          {t(signUp.stage === 'waiting' ? 'waiting.page' : signUp.stage === 'opened' ? 'waiting.meta' : 'waiting.checking')}
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
