/** Asks Meta whether the number is verified: a code that is pasted into Meta's own window is heard of in no other way. */
import { useEffect, useEffectEvent } from 'react';
import { bridge } from '@/bridge/bridge';
import type { Setup } from '@/bridge/types';
import { relayNow } from '@/lib/clock';
import { useFocused } from '@/lib/focused';
import { useOnline } from '@/stores/session';
import { codeLife } from './model';

const soon = 10_000;
const seldom = 30_000;

/** How long to the next question: while a code is about, a person waits for the answer. */
export function proofPause(setup: Setup, now: number): number {
  const last = Math.max(setup.codeAskedAt, setup.codeCameAt);
  return last > 0 && now - last < codeLife ? soon : seldom;
}

/** Asks when the person comes back to this window and now and then while they stay; `found` takes each answer. */
export function useProof(setup: Setup | undefined, isOpen: boolean, found: (setup: Setup) => void): void {
  const isFocused = useFocused();
  const isOnline = useOnline();
  const asks = isOpen && isFocused && isOnline && setup?.mine === true && setup.verifiedAt === 0 && setup.phoneId !== '';
  const id = asks ? setup.id : '';
  const pause = asks ? proofPause(setup, relayNow()) : seldom;
  const take = useEffectEvent(found);
  useEffect(() => {
    if (id === '') return undefined;
    let isOver = false;
    const ask = async (): Promise<void> => {
      // Why Meta cannot be asked now is said to who presses the button.
      const answer = await bridge().setup.look(id).catch(() => undefined);
      if (answer !== undefined && !isOver) take(answer);
    };
    void ask();
    const timer = setInterval(() => void ask(), pause);
    return () => {
      isOver = true;
      clearInterval(timer);
    };
  }, [id, pause]);
}
