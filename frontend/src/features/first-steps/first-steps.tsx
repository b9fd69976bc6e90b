import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { IconCircle, IconCircleCheckFilled } from '@tabler/icons-react';
import { type ReactElement, useEffect } from 'react';
import { useTranslation } from '@/lib/texts';
import { useLocation } from 'wouter';
import { bridge } from '@/bridge/bridge';
import { useDesk } from '@/stores/desk';
import { noteAlerted, showFirstSteps, useOwnFirstSteps } from '@/stores/first-steps';
import { useOnline, useSession, useSupervisor } from '@/stores/session';
import classes from './first-steps.module.css';
import { doneOf, type FirstStep, firstSteps, screenOf } from './model';

const look = { size: 20, stroke: 1.6, 'aria-hidden': true } as const;

/** Which steps are done, and whether the list is to be seen; undefined while that is not known. */
export function useFirstSteps(): { readonly done: ReadonlySet<FirstStep>; readonly shown: boolean } | undefined {
  const supervisor = useSupervisor();
  const online = useOnline();
  const practice = useSession((store) => store.state?.practice === true);
  const loaded = useDesk((desk) => desk.loaded);
  const numbers = useDesk((desk) => desk.numbers);
  const inboxes = useDesk((desk) => desk.inboxes);
  const users = useDesk((desk) => desk.users);
  const { shown, alerted = false } = useOwnFirstSteps();
  const wanted = supervisor && !practice && shown !== false;
  const invitations = useQuery({ queryKey: ['people', 'invitations'], queryFn: () => bridge().admin.invitations(), enabled: wanted && online && users.size < 2 });
  const test = useQuery({ queryKey: ['firstSteps', 'testedAlert'], queryFn: () => bridge().system.testedAlert(), enabled: wanted && !alerted, refetchOnMount: 'always' });
  const arrived = test.data !== undefined && (test.data.takenAt > 0 || test.data.seenAt > 0);
  useEffect(() => {
    if (arrived) noteAlerted();
  }, [arrived]);
  if (!wanted || !loaded) return undefined;
  const done = doneOf({ numbers: numbers.values(), inboxes: inboxes.values(), users: users.values(), invited: invitations.data?.invitations.length ?? 0, alerted: alerted || arrived });
  return { done, shown: shown === true || done.size < firstSteps.length };
}

/** What an owner does first, each with its screen; ticked by what is there. */
export function FirstSteps({ done }: { readonly done: ReadonlySet<FirstStep> }): ReactElement {
  const { t } = useTranslation('firstSteps');
  const [, go] = useLocation();
  const next = firstSteps.find((each) => !done.has(each));
  return (
    <section className={classes.card} aria-label={t('title')}>
      <h2 className={classes.title}>{next === undefined ? t('allDone') : t('title')}</h2>
      <p className={classes.lead}>{next === undefined ? t('allDoneText') : t('lead')}</p>
      <ol className={classes.list}>
        {firstSteps.map((each) => (
          <li key={each} className={classes.step}>
            {done.has(each) ? <IconCircleCheckFilled {...look} className={classes.ok} /> : <IconCircle {...look} className={classes.open} />}
            <span className={classes.words}>
              <strong>{t(`step.${each}`)}</strong>
              <span className={classes.text}>{done.has(each) ? t('isDone') : t(`text.${each}`)}</span>
            </span>
            <Button size="compact-sm" variant={each === next ? 'filled' : 'default'} onClick={() => go(screenOf[each])} aria-label={t('openNamed', { step: t(`step.${each}`) })}>
              {t(`open.${each}`)}
            </Button>
          </li>
        ))}
      </ol>
      <Button size="compact-sm" variant="subtle" onClick={() => showFirstSteps(false)}>
        {t('putAway')}
      </Button>
    </section>
  );
}
