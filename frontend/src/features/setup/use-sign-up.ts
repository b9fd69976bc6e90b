/**
 * The course of a sign-up in Meta's own window: begun here, walked through in a browser, followed live. The relay keeps how
 * far it came; a window that is closed meanwhile finds it again.
 */
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { bridge } from '@/bridge/bridge';
import { BridgeError } from '@/bridge/errors';
import type { SignUp, SignUpWay } from '@/bridge/types';
import { type Act, useAct } from '@/stores/use-act';

const askEvery = 1_500;

/** A sign-up as its panel needs it. */
export interface SignUpCourse {
  readonly signUp: SignUp | undefined;
  /** Whether the relay has said what there is. */
  readonly known: boolean;
  /** The address for the browser, while it may still have to be opened. */
  readonly address: string;
  /** The browser could not be opened from here. */
  readonly openFailed: boolean;
  /** It was under way, and its time ran out. */
  readonly over: boolean;
  readonly act: Act;
  readonly begin: (appId: string, way: SignUpWay, hosted: boolean) => Promise<void>;
  readonly confirm: (mine: boolean, businessId: string) => Promise<void>;
  readonly choose: (wabaId: string) => Promise<SignUp | undefined>;
  readonly cancel: () => Promise<void>;
}

/** Runs the sign-up of a set-up; '' is one of none. */
export function useSignUp(setupId: string): SignUpCourse {
  const act = useAct();
  const [id, setId] = useState<string>();
  const [address, setAddress] = useState('');
  const [openFailed, setOpenFailed] = useState(false);
  const found = useQuery({ queryKey: ['signUp', 'of', setupId], queryFn: () => findOpen(setupId), gcTime: 0, staleTime: Infinity });
  const current = id ?? found.data?.id ?? '';
  const asked = useQuery({
    queryKey: ['signUp', 'state', current],
    queryFn: () => bridge().signUp.state(current),
    enabled: current !== '',
    refetchInterval: (query) => (query.state.error === null && isUnderWay(query.state.data) ? askEvery : false),
    retry: (count, error) => !isGone(error) && count < 3,
    gcTime: 0,
  });
  const over = current !== '' && isGone(asked.error);
  const forget = (): void => {
    setId('');
    setAddress('');
    act.clear();
  };
  return {
    signUp: over || current === '' ? undefined : asked.data, known: found.isFetched && (current === '' || asked.isFetched), address, openFailed, over, act,
    begin: async (appId, way, hosted) => {
      const answer = await act.run(() => bridge().signUp.begin({ appId, setupId, way, hosted }));
      if (answer === undefined) return;
      setId(answer.value.id);
      setAddress(answer.value.url);
      setOpenFailed((await bridge().system.openLink(answer.value.url).then(() => false, () => true)));
    },
    confirm: async (mine, businessId) => {
      if ((await act.run(() => bridge().signUp.confirm(current, mine, businessId))) !== undefined) await asked.refetch();
    },
    choose: async (wabaId) => {
      const answer = await act.run(() => bridge().signUp.choose(current, wabaId));
      if (answer !== undefined) void asked.refetch();
      return answer?.value;
    },
    cancel: async () => {
      if (current !== '' && !over) await bridge().signUp.cancel(current).catch(() => undefined); // it ends by itself too
      forget();
    },
  };
}

/** Whether something may change by what happens in the browser. */
export function isUnderWay(signUp: SignUp | undefined): boolean {
  return signUp === undefined || (signUp.stage !== 'accounts' && signUp.stage !== 'confirm' && signUp.stage !== 'linked');
}

function isGone(error: unknown): boolean {
  return error instanceof BridgeError && error.code === 'notFound';
}

/** The sign-up that was under way when the window was closed; null when there is none. */
async function findOpen(setupId: string): Promise<SignUp | null> {
  const { signUps } = await bridge().signUp.list();
  return signUps.find((each) => each.setupId === setupId && each.stage !== 'linked') ?? null;
}
