/** The wizard's frame: head with the lease, steps at the left, and the layout that each step fills. */
import { Button, UnstyledButton, VisuallyHidden } from '@mantine/core';
import { IconArrowLeft, IconCheck, IconLock, IconX } from '@tabler/icons-react';
import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from '@/lib/texts';
import type { Setup } from '@/bridge/types';
import { useOnline } from '@/stores/session';
import { Callout } from '@/ui/callout';
import { IconButton } from '@/ui/icon-button';
import { reachable, type Step, steps } from './model';
import { OwedAddress } from './owed-address';
import classes from './setup.module.css';

/** What the frame shows around a step. */
export interface FrameProps {
  readonly setup: Setup | undefined;
  readonly step: Step;
  readonly onStep: (step: Step) => void;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** Head, step list and the place of the step. */
export function WizardFrame({ setup, step, onStep, onClose, children }: FrameProps): ReactElement {
  const { t } = useTranslation('setup');
  return (
    <div className={classes.stage}>
      <div className={classes.card}>
        <header className={classes.head}>
          <h1 className={classes.title}>{t('title')}</h1>
          <div className={classes.lease}>
            {setup?.mine === true && (
              <>
                <IconLock size={14} aria-hidden="true" />
                <span>{t('mine')}</span>
              </>
            )}
            <IconButton label={t('close')} icon={<IconX size={18} stroke={1.8} />} onClick={onClose} />
          </div>
        </header>
        <StepList setup={setup} step={step} onStep={onStep} />
        {children}
      </div>
    </div>
  );
}

function StepList({ setup, step, onStep }: Pick<FrameProps, 'setup' | 'step' | 'onStep'>): ReactElement {
  const { t } = useTranslation('setup');
  const current = steps.indexOf(step);
  return (
    <div className={classes.steps}>
      <nav aria-label={t('stepsLabel')}>
        <ol className={classes.list}>
          {steps.map((each, index) => {
            const done = setup !== undefined && index < current && reachable(each, setup);
            const name = t(`steps.${each}`);
            return (
              <li key={each}>
                <UnstyledButton
                  className={classes.step}
                  data-current={each === step || undefined}
                  data-done={done || undefined}
                  aria-current={each === step ? 'step' : undefined}
                  disabled={!reachable(each, setup)}
                  onClick={() => onStep(each)}
                >
                  <span className={classes.mark} aria-hidden="true">
                    {done ? <IconCheck size={14} stroke={2.2} /> : index + 1}
                  </span>
                  <span>
                    {name}
                    {done && <VisuallyHidden component="span">{t('stepDone')}</VisuallyHidden>}
                  </span>
                </UnstyledButton>
              </li>
            );
          })}
        </ol>
      </nav>
      <div className={classes.happens}>
        <h2>{t('happens.title')}</h2>
        <p>{t(`happens.${step}`)}</p>
        <p>{t(`happens.${step}2`)}</p>
      </div>
      {setup !== undefined && setup.step !== 'done' && <OwedAddress setup={setup} />}
    </div>
  );
}

/** A step's title, content and buttons. */
export interface StepLayoutProps {
  readonly title: ReactNode;
  readonly lead: string;
  readonly saved: boolean;
  readonly onBack?: () => void;
  /** Runs by Enter in a field too. Absent: nothing to continue with. */
  readonly onContinue?: () => void;
  readonly continueLabel?: string;
  readonly canContinue?: boolean;
  readonly busy?: boolean;
  readonly children: ReactNode;
}

/** The right side and the foot of one step; a form, so that Enter continues. */
export function StepLayout({ title, lead, saved, onBack, onContinue, continueLabel, canContinue = true, busy = false, children }: StepLayoutProps): ReactElement {
  const { t } = useTranslation('setup');
  const online = useOnline();
  return (
    <form
      className={classes.contents}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (canContinue && !busy) onContinue?.();
      }}
    >
      <div className={classes.body}>
        <div className={classes.intro}>
          <h2>{title}</h2>
          <p>{lead}</p>
        </div>
        {!online && <Callout tone="amber">{t('offline')}</Callout>}
        {children}
      </div>
      <div className={classes.foot}>
        {onBack !== undefined && (
          <Button variant="default" leftSection={<IconArrowLeft size={16} aria-hidden="true" />} onClick={onBack}>
            {t('back')}
          </Button>
        )}
        <span className={classes.saved}>{saved ? t('saved') : t('unsaved')}</span>
        {onContinue !== undefined && (
          <Button type="submit" disabled={!canContinue} loading={busy}>
            {continueLabel ?? t('continue')}
          </Button>
        )}
      </div>
    </form>
  );
}
