import { Button, TextInput } from '@mantine/core';
import { type ReactElement, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import type { SignUp } from '@/bridge/types';
import { Callout } from '@/ui/callout';
import classes from './setup.module.css';
import own from './sign-up.module.css';
import { SignUpTimeline } from './sign-up-timeline';
import type { SignUpCourse } from './use-sign-up';

/** An account that came from Meta's hosted page. */
export interface SignUpConfirmProps {
  readonly signUp: SignUp;
  readonly course: SignUpCourse;
}

/**
 * Asks whether it is ours: Meta does not say who signed up. When it may be another organization's it is not shown, and
 * the person names the business.
 */
export function SignUpConfirm({ signUp, course }: SignUpConfirmProps): ReactElement {
  const { t } = useTranslation('signUp');
  const [typed, setTyped] = useState('');
  const shown = signUp.businessId !== '';
  return (
    <>
      <SignUpTimeline signUp={signUp} />
      <strong>{t('confirm.title')}</strong>
      {shown ? (
        <>
          <ul className={own.found} aria-label={t('confirm.accounts')}>
            {signUp.accounts.map((each) => (
              <li key={each.id}>
                <span dir="auto">{each.name === '' ? each.id : each.name}</span> · <span className="code">{each.id}</span>
              </li>
            ))}
          </ul>
          <p className={own.line}>
            {t('confirm.business')} <span className="code">{signUp.businessId}</span>
          </p>
        </>
      ) : (
        <>
          <Callout tone="amber">{t('confirm.doubtful')}</Callout>
          <TextInput label={t('confirm.typed')} description={t('confirm.where')} value={typed} onChange={(event) => setTyped(event.currentTarget.value)} inputMode="numeric" maxLength={40} />
        </>
      )}
      <div className={classes.actions}>
        <Button onClick={() => void course.confirm(true, shown ? signUp.businessId : typed.trim())} loading={course.act.busy} disabled={!shown && typed.trim() === ''}>
          {t(shown ? 'confirm.yes' : 'confirm.check')}
        </Button>
        <Button variant="default" onClick={() => void course.confirm(false, '')}>
          {t('confirm.no')}
        </Button>
      </div>
    </>
  );
}
