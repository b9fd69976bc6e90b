import { Button } from '@mantine/core';
import { IconCircle, IconCircleCheckFilled, IconCircleDot } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from '@/lib/texts';
import { isMac, type Keys } from '@/lib/keys';
import { Kbd } from '@/ui/kbd';
import classes from './guide.module.css';
import { type GuideStep, guideSteps, type Progress } from './guide-model';

const look = { size: 18, stroke: 1.6, 'aria-hidden': true } as const;
const keysOf: Readonly<Record<GuideStep, Keys>> = { accept: 'act+a', reply: 'enter', close: 'act+e' };

/** What can be done when nothing can be accepted. */
export interface Writer {
  readonly name: string;
  readonly busy: boolean;
  readonly write: () => void;
}

interface StepsProps {
  readonly progress: Progress;
  /** Undefined while there is something to accept, or a conversation to go on with. */
  readonly writer: Writer | undefined;
  readonly onLeave: () => void;
}

/** The steps of the run: ticked by what is done, the next one with how it is done. */
export function Steps({ progress, writer, onLeave }: StepsProps): ReactElement {
  const { t } = useTranslation('guide');
  const { done, next } = progress;
  return (
    <div className={classes.steps}>
      <div className={classes.head}>
        <h2 className={classes.title}>{next === undefined ? t('doneTitle') : t('title')}</h2>
        <Button size="compact-sm" variant={next === undefined ? 'filled' : 'subtle'} onClick={onLeave}>
          {next === undefined ? t('finish') : t('skip')}
        </Button>
      </div>
      <ol className={classes.list}>
        {guideSteps.map((each) => (
          <li key={each} className={classes.step} data-next={each === next || undefined} aria-current={each === next ? 'step' : undefined}>
            {done.has(each) ? <IconCircleCheckFilled {...look} className={classes.ok} /> : each === next ? <IconCircleDot {...look} className={classes.now} /> : <IconCircle {...look} className={classes.later} />}
            <span>
              {t(`step.${each}`)}
              <span className={classes.state}>{done.has(each) ? t('isDone') : ''}</span>
            </span>
            {each === next && <Kbd keys={keysOf[each]} />}
          </li>
        ))}
      </ol>
      <p className={classes.how} role="status">
        {next === undefined ? t('done', { key: isMac() ? '⌘K' : 'Ctrl+K' }) : writer !== undefined ? t('nobody') : t(`how.${next}`)}
      </p>
      {next !== undefined && writer !== undefined && (
        <Button size="compact-sm" variant="default" loading={writer.busy} onClick={writer.write}>
          {t('letWrite', { name: writer.name })}
        </Button>
      )}
    </div>
  );
}
