import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { SignUp, SignUpStage } from '@/bridge/types';
import classes from './sign-up.module.css';

const order: readonly SignUpStage[] = ['waiting', 'opened', 'exchanging', 'granted', 'accounts', 'linked'];

/** What each line stands for: the stage from which on it is done. */
const lines = [
  { name: 'page', from: 'opened' },
  { name: 'allowed', from: 'accounts' },
  { name: 'account', from: 'linked' },
] as const;

/** How far a sign-up is, in three lines. */
export function SignUpTimeline({ signUp }: { readonly signUp: SignUp }): ReactElement {
  const { t } = useTranslation('signUp');
  const at = order.indexOf(signUp.stage);
  const next = lines.findIndex((line) => at < order.indexOf(line.from));
  return (
    <ol className={classes.course} aria-label={t('course.title')}>
      {lines.map((line, index) => {
        const state = index < next || next < 0 ? 'done' : index === next ? 'now' : 'later';
        return (
          <li key={line.name} data-state={state}>
            <span className={classes.dot} aria-hidden="true" />
            <span>{t(`course.${line.name}`)}</span>
            <span className={classes.state}>{t(`course.${state}`)}</span>
          </li>
        );
      })}
    </ol>
  );
}
