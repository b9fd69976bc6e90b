import { Anchor, Button, Radio, Select, Stack } from '@mantine/core';
import { type ReactElement, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import { useLocation } from 'wouter';
import { bridge } from '@/bridge/bridge';
import type { AppAccess, SignUpWay } from '@/bridge/types';
import { paths } from '@/lib/paths';
import { Callout } from '@/ui/callout';
import classes from './setup.module.css';
import own from './sign-up.module.css';
import type { SignUpCourse } from './use-sign-up';

/** Through which app an account is granted, and on which of Meta's pages. */
export interface SignUpChoice {
  readonly apps: readonly AppAccess[];
  /** Those that are set up for it. */
  readonly ready: readonly AppAccess[];
  readonly app: AppAccess | undefined;
  /** On Meta's hosted page, instead of its window. */
  readonly hosted: boolean;
  /** There is a choice. */
  readonly both: boolean;
  readonly choose: (appId: string) => void;
  readonly swap: () => void;
}

/** Before a sign-up begins. */
export interface SignUpStartProps {
  readonly choice: SignUpChoice;
  readonly course: SignUpCourse;
}

const securityCenter = 'https://business.facebook.com/settings/security';

/** Whether Meta's window can be opened from a page of the relay's. */
const hasWindow = (app: AppAccess): boolean => app.configId !== '' && (app.connectUrl !== '' || app.hostedUrl === '');

/** Chooses the first app that is set up, and Meta's window where a page of the relay's can open it. */
export function useSignUpApp(apps: readonly AppAccess[]): SignUpChoice {
  const [chosen, choose] = useState('');
  const [wantsHosted, setWantsHosted] = useState(false);
  const ready = apps.filter((each) => hasWindow(each) || each.hostedUrl !== '');
  const app = ready.find((each) => each.id === chosen) ?? ready[0];
  const both = app !== undefined && hasWindow(app) && app.hostedUrl !== '';
  const hosted = app !== undefined && (!hasWindow(app) || (both && wantsHosted));
  return { apps, ready, app, hosted, both, choose, swap: () => setWantsHosted(!wantsHosted) };
}

/** Before the browser opens: what it is for, and what is decided before. */
export function SignUpStart({ choice, course }: SignUpStartProps): ReactElement {
  const { t } = useTranslation('signUp');
  const [, go] = useLocation();
  const { apps, ready, app, hosted, both } = choice;
  const [way, setWay] = useState<SignUpWay>('cloud');
  if (app === undefined) {
    return (
      <Callout actions={<Anchor component="button" type="button" onClick={() => go(paths.integrations)}>{t('missing.open')}</Anchor>}>
        {t(apps.length === 0 ? 'missing.app' : 'missing.config')}
      </Callout>
    );
  }
  return (
    <>
      <p className={own.hint}>{t(hosted ? 'hosted.lead' : 'lead')}</p>
      {ready.length > 1 && (
        <Select label={t('app')} data={ready.map((each) => ({ value: each.id, label: `${each.name} · ${each.id}` }))} value={app.id} onChange={(value) => choice.choose(value ?? '')} allowDeselect={false} />
      )}
      {!hosted && (
        <Radio.Group label={t('way.label')} value={way} onChange={(value) => setWay(value === 'onPhone' ? 'onPhone' : 'cloud')}>
          <Stack gap={6} mt={4}>
            <Radio value="cloud" label={t('way.cloud')} description={t('way.cloudHint')} />
            <Radio value="onPhone" label={t('way.onPhone')} description={t('way.onPhoneHint')} />
          </Stack>
        </Radio.Group>
      )}
      {hosted && !app.hostedToken && <Callout tone="amber">{t('hosted.noToken')}</Callout>}
      <BusinessVerification />
      <div className={classes.actions}>
        <Button onClick={() => void course.begin(app.id, hosted ? 'cloud' : way, hosted)} loading={course.act.busy} disabled={!course.known}>
          {t('begin')}
        </Button>
        {both && (
          <Anchor component="button" type="button" onClick={choice.swap}>
            {t(hosted ? 'hosted.toWindow' : 'hosted.toPage')}
          </Anchor>
        )}
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
