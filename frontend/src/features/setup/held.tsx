/** What others see of a set-up that somebody holds: who, since when, at which step; Ask, and Take over. */
import { Button } from '@mantine/core';
import { modals } from '@mantine/modals';
import { useQuery } from '@tanstack/react-query';
import { type ReactElement, useEffect, useEffectEvent } from 'react';
import { useTranslation } from '@/lib/texts';
import { bridge } from '@/bridge/bridge';
import type { Setup } from '@/bridge/types';
import { useLocale } from '@/i18n/locale';
import { useNameOf } from '@/i18n/said';
import { relayNow, useNow } from '@/lib/clock';
import { clockTime, duration } from '@/lib/time';
import { useAct } from '@/stores/use-act';
import { Refusal } from '@/ui/refusal';
import { EmptyState } from '@/ui/states';
import { stepOf } from './model';
import classes from './setup.module.css';

const askEvery = 3_000;
const answerTime = 60_000;

/** A set-up that is somebody else's: from the start, or since they took it. */
export interface HeldProps {
  readonly setup: Setup;
  /** It was the viewer's on this screen before. */
  readonly lost: boolean;
  /** Opens the set-up anew. */
  readonly onAgain: () => void;
}

/** How the set-up stands now; the one that was given until then. */
function useNewest(setup: Setup): readonly [Setup, () => void] {
  const asked = useQuery({ queryKey: ['setup', 'held', setup.id], queryFn: () => bridge().setup.list(), refetchInterval: askEvery, gcTime: 0 });
  const { refetch } = asked;
  useEffect(() => bridge().events.on('lease', () => void refetch()), [refetch]);
  return [asked.data?.setups.find((each) => each.id === setup.id) ?? setup, () => void refetch()];
}

/** Whose it is, and how to get it. */
export function Held({ setup: first, lost, onAgain }: HeldProps): ReactElement {
  const { t } = useTranslation('setup');
  const locale = useLocale();
  const [setup, look] = useNewest(first);
  const name = useNameOf()(setup.holderName);
  const time = clockTime(setup.leaseSince, locale);
  const taken = useEffectEvent(onAgain);
  useEffect(() => {
    // It was handed over: the person goes on where the other one was.
    if (setup.mine) taken();
  }, [setup.mine]);
  if (setup.holder === '') return <EmptyState title={t('lease.freeTitle')} text={t('lease.freeText')} action={{ label: t('lease.again'), run: onAgain }} />;
  return (
    <div className={classes.held}>
      <EmptyState title={lost ? t('lease.lostTitle', { name }) : t('lease.title', { name, time })} text={lost ? t('lease.lostText', { name, time, step: t(`steps.${stepOf(setup)}`) }) : t('lease.text', { name, step: t(`steps.${stepOf(setup)}`) })} />
      <Ways setup={setup} name={name} onAsked={look} onTaken={onAgain} />
    </div>
  );
}

/** Ask; then wait, or take it over. */
function Ways({ setup, name, onAsked, onTaken }: { readonly setup: Setup; readonly name: string; readonly onAsked: () => void; readonly onTaken: () => void }): ReactElement {
  const { t } = useTranslation('setup');
  const locale = useLocale();
  const act = useAct();
  useNow(1000);
  const now = relayNow();
  const mayTake = setup.takeOverAt > 0 && setup.takeOverAt <= now;
  const waits = setup.askedAt > 0 && setup.keptAt === 0;
  const keeps = setup.keptAt > 0 && setup.keptAt + answerTime > now;
  const seconds = (until: number): string => duration(Math.max(1000, Math.ceil((until - now) / 1000) * 1000), locale);
  const takeOver = (): void =>
    void modals.openConfirmModal({
      title: t('lease.takeTitle', { number: setup.display }),
      children: t('lease.takeText', { name }),
      labels: { confirm: t('lease.take'), cancel: t('lease.takeNot') },
      onConfirm: () =>
        void act.run(() => bridge().setup.takeOver(setup.id)).then((answer) => {
          if (answer !== undefined) onTaken();
        }),
    });
  const state = setup.holderGone ? t('lease.gone', { name }) : waits ? (mayTake ? t('lease.noAnswer', { name }) : t('lease.asked', { name, time: seconds(setup.takeOverAt) })) : keeps ? t('lease.kept', { name, time: seconds(setup.keptAt + answerTime) }) : t('lease.askHint', { name });
  return (
    <>
      <p className={`${classes.heldState} figures`} role="status">
        {state}
      </p>
      <div className={classes.actions}>
        {!waits && !setup.holderGone && (
          <Button loading={act.busy} disabled={keeps} onClick={() => void act.run(() => bridge().setup.ask(setup.id)).then(onAsked)}>
            {t('lease.ask', { name })}
          </Button>
        )}
        {(waits || mayTake) && (
          <Button variant={mayTake ? 'filled' : 'default'} disabled={!mayTake || act.busy} onClick={takeOver}>
            {t('lease.take')}
          </Button>
        )}
      </div>
      <Refusal error={act.error} fallback={t('failed')} />
    </>
  );
}
