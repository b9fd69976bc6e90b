import type { ReactElement } from 'react';
import { useTranslation } from '@/lib/texts';
import type { SignUp, SignUpStage } from '@/bridge/types';
import classes from './sign-up.module.css';

const order: readonly SignUpStage[] = ['waiting', 'opened', 'exchanging', 'granted', 'confirm', 'accounts', 'linked'];

/** What each line stands for: the stage from which on it is done. */
const lines = [
  { name: 'page', from: 'opened' },
  { name: 'allowed', from: 'accounts' },
  { name: 'account', from: 'linked' },
] as const;

/** On Meta's hosted page, where nothing leads back: what came, and whether it is ours. */
const hostedLines = [
  { name: 'page', from: 'opened' },
  { name: 'came', from: 'confirm' },
  { name: 'ours', from: 'accounts' },
  { name: 'account', from: 'linked' },
] as const;

/** How far a sign-up is, in a few lines. */
export function SignUpTimeline({ signUp }: { readonly signUp: SignUp }): ReactElement {
  const { t } = useTranslation('signUp');
  const at = order.indexOf(signUp.stage);
  const course = signUp.hosted ? hostedLines : lines;
  const next = course.findIndex((line) => at < order.indexOf(line.from));
  return (
    <ol className={classes.course} aria-label={t('course.title')}>
      {course.map((line, index) => {
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
