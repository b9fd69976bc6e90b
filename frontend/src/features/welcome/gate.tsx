/**
 * What stands before every screen: it starts the stores, asks where the app stands, and shows the first screen,
 * sign-in or a blocked screen instead of the frame until somebody is signed in.
 */
import { Progress } from '@mantine/core';
import { type ReactElement, type ReactNode, useEffect, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import { bridge } from '@/bridge/bridge';
import type { AppState } from '@/bridge/types';
import { refreshSession, useSession } from '@/stores/session';
import { startSync } from '@/stores/sync';
import { useAct } from '@/stores/use-act';
import { ErrorState, Skeletons } from '@/ui/states';
import { EndingBanner, MissedBanner, PracticeBanner, RepairBanner } from './banners';
import { Blocked } from './blocked';
import { Choose, type Way } from './choose';
import { Claim } from './claim';
import { ClosingQuestion } from './closing';
import { RelayForm } from './relay-form';
import { SignIn } from './sign-in';
import { Stage } from './stage';
import classes from './welcome.module.css';

/** The gate of slots.ts. */
export function Gate({ children }: { readonly children: ReactNode }): ReactElement {
  const { t } = useTranslation('welcome');
  const state = useSession((store) => store.state);
  const error = useSession((store) => store.error);
  // The code of this computer's first owner is said once; it outlives the change of phase that it brings about.
  const [ownerCode, setOwnerCode] = useState('');
  useEffect(() => startSync(), []);
  if (state === null) {
    if (error === null) return <Skeletons rows={4} label={t('starting')} />;
    return <ErrorState what={t('startFailed')} why={error.message} todo={t('startTodo')} code={error.shown} action={{ label: t('retry'), run: () => void refreshSession() }} />;
  }
  return (
    <>
      {state.phase !== 'ready' && <RepairBanner repairs={state.repairs} />}
      {state.phase === 'ready' ? <Inside state={state}>{children}</Inside> : <Outside state={state} ownerCode={ownerCode} onOwnerCode={setOwnerCode} />}
      <ClosingQuestion />
    </>
  );
}

function Inside({ state, children }: { readonly state: AppState; readonly children: ReactNode }): ReactElement {
  return (
    <div className={classes.window}>
      {state.practice && <PracticeBanner />}
      <RepairBanner repairs={state.repairs} />
      <EndingBanner endsAt={state.signInEnds} />
      <MissedBanner missed={state.missed} />
      <div className={classes.rest}>{children}</div>
    </div>
  );
}

/** The relay of this computer works on its data after an update. Nothing is wrong, and it goes on by itself. */
function Preparing({ percent }: { readonly percent: number }): ReactElement {
  const { t } = useTranslation('welcome');
  return (
    <Stage title={t('preparing.title')} lead={t('preparing.lead')}>
      <Progress value={percent} aria-label={t('preparing.title')} />
      <p role="status">{t('preparing.done', { percent })}</p>
    </Stage>
  );
}

type View = 'default' | 'team' | 'code' | 'signIn';

/**
 * The view that was chosen where the app stands; elsewhere one begins anew. The code is kept on the way to signing in: the
 * relay is known from the moment in which a code is tried, and a refused one leaves what was typed and says why.
 */
function useViewOf({ phase, relayUrl }: AppState): [View, (view: View) => void] {
  const here = `${phase} ${relayUrl}`;
  const [chosen, setChosen] = useState<{ readonly where: string; readonly view: View }>({ where: here, view: 'default' });
  if (chosen.where !== here) setChosen({ where: here, view: chosen.view === 'code' && phase === 'signIn' ? 'code' : 'default' });
  return [chosen.where === here ? chosen.view : 'default', (view) => setChosen({ where: here, view })];
}

interface OutsideProps {
  readonly state: AppState;
  readonly ownerCode: string;
  readonly onOwnerCode: (code: string) => void;
}

function Outside({ state, ownerCode, onOwnerCode }: OutsideProps): ReactElement {
  const [view, setView] = useViewOf(state);
  const [starting, setStarting] = useState<Way>();
  const act = useAct();
  const begin = async (way: Way): Promise<void> => {
    if (way === 'team') {
      setView('team');
      return;
    }
    setStarting(way);
    const answer = await act.run(async () => (way === 'practice' ? bridge().session.startPractice() : bridge().session.startHere()));
    if (typeof answer?.value === 'string') onOwnerCode(answer.value);
    setStarting(undefined);
  };
  const claim = <Claim state={state} ownerCode={ownerCode} onOwnerCode={onOwnerCode} onBack={() => setView(state.fresh ? 'signIn' : 'default')} />;
  const signIn = <SignIn state={state} onCode={() => setView('code')} />;
  if (state.link.state === 'preparing') return <Preparing percent={state.link.behind} />;
  if (view === 'code') return claim;
  if (view === 'signIn') return signIn;
  if (state.phase === 'blocked') return <Blocked state={state} onSignIn={() => setView('signIn')} />;
  if (state.phase === 'signIn') return state.fresh ? claim : signIn;
  if (view === 'team') return <RelayForm onBack={() => setView('default')} />;
  return <Choose state={state} starting={starting} error={act.error} onWay={(way) => void begin(way)} onCode={() => setView('code')} />;
}
