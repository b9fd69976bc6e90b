import { Loader } from '@mantine/core';
import { IconAlertCircle, IconCheck, IconCircle } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from '@/lib/texts';
import type { Setup } from '@/bridge/types';
import { type FinishState, finishStates } from './model';
import classes from './summary.module.css';

/** The five steps of finishing, each with its state. */
export function FinishProgress({ setup, busy }: { readonly setup: Setup; readonly busy: boolean }): ReactElement {
  const { t } = useTranslation('setup');
  return (
    <ol className={classes.progress} aria-label={t('summary.progress')}>
      {finishStates(setup, busy).map(({ step, state }) => (
        <li key={step} data-state={state}>
          {icon(state)}
          <span>{t(`summary.${step}`)}</span>
          <span className={classes.state}>{t(`summary.state.${state}`)}</span>
        </li>
      ))}
    </ol>
  );
}

function icon(state: FinishState): ReactElement {
  if (state === 'running') return <Loader size={16} aria-hidden="true" />;
  if (state === 'done') return <IconCheck size={16} stroke={2.2} aria-hidden="true" />;
  if (state === 'stopped') return <IconAlertCircle size={16} aria-hidden="true" />;
  return <IconCircle size={16} stroke={1.4} color="var(--line-strong)" aria-hidden="true" />;
}
