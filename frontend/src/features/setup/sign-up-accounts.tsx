import { Anchor, Button, Radio, Stack } from '@mantine/core';
import { type ReactElement, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import type { SignUp, SignUpAccount } from '@/bridge/types';
import { Callout } from '@/ui/callout';
import classes from './setup.module.css';
import { SignUpTimeline } from './sign-up-timeline';
import type { SignUpCourse } from './use-sign-up';

/** The accounts that were allowed: one is integrated. */
export interface SignUpAccountsProps {
  readonly signUp: SignUp;
  readonly course: SignUpCourse;
  readonly onLinked: (signUp: SignUp) => void;
}

/** Chooses among the accounts that Meta's permission reaches; the one of Meta's window is chosen already. */
export function SignUpAccounts({ signUp, course, onLinked }: SignUpAccountsProps): ReactElement {
  const { t } = useTranslation('signUp');
  const named = signUp.accounts.some((each) => each.id === signUp.wabaId) ? signUp.wabaId : (signUp.accounts[0]?.id ?? '');
  const [picked, setPicked] = useState<string>();
  const chosen = picked ?? named;
  const use = async (): Promise<void> => {
    const linked = await course.choose(chosen);
    if (linked !== undefined) onLinked(linked);
  };
  const about = (each: SignUpAccount): string =>
    [each.id, t(each.verification === 'verified' ? 'accounts.verified' : 'accounts.unverified'), ...(each.linked ? [t('accounts.linked')] : [])].join(' · ');
  return (
    <>
      <SignUpTimeline signUp={signUp} />
      <Radio.Group label={t('accounts.label')} description={t('accounts.one')} value={chosen} onChange={setPicked}>
        <Stack gap={6} mt={4}>
          {signUp.accounts.map((each) => (
            <Radio key={each.id} value={each.id} label={<span dir="auto">{each.name === '' ? each.id : each.name}</span>} description={about(each)} />
          ))}
        </Stack>
      </Radio.Group>
      {signUp.noNumber && <Callout>{t('noNumber')}</Callout>}
      <div className={classes.actions}>
        <Button onClick={() => void use()} loading={course.act.busy}>
          {t('accounts.use')}
        </Button>
        <Button variant="default" onClick={() => void course.cancel()}>
          {t('cancel')}
        </Button>
        <Anchor component="button" type="button" onClick={() => void course.begin(signUp.appId, signUp.way, signUp.hosted)}>
          {t('accounts.again')}
        </Anchor>
      </div>
    </>
  );
}
