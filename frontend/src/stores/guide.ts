/** The guided run of practice: whether it is on, and since when. How far it is follows from what was done. */
import { create } from 'zustand';
import { relayNow } from '@/lib/clock';
import { readStored, writeStored } from '@/lib/storage';
import { useMe, useSession } from './session';

/** A run: what was done before `since` does not count for it. */
export interface Run {
  readonly since: number;
  readonly over: boolean;
}

interface GuideStore {
  /** Null on a computer on which nobody has seen it: the first one counts all that was done. */
  readonly run: Run | null;
}

const stored = 'guide.run';
const firstRun: Run = { since: 0, over: false };

function isRun(value: unknown): value is Run {
  return typeof value === 'object' && value !== null && 'since' in value && typeof value.since === 'number' && 'over' in value && typeof value.over === 'boolean';
}

/** The store. */
export const useGuide = create<GuideStore>(() => ({ run: readStored<Run | null>(stored, null, isRun) }));

function put(run: Run): void {
  writeStored(stored, run);
  useGuide.setState({ run });
}

/** Begins the run anew. */
export function startGuide(): void {
  put({ since: relayNow(), over: false });
}

/** Notes that somebody is in the middle of it. */
export function keepGuide(run: Run): void {
  if (useGuide.getState().run === null) put(run);
}

/** Ends it, done or not; it can be started again. */
export function leaveGuide(): void {
  put({ since: useGuide.getState().run?.since ?? 0, over: true });
}

/** The run, where there is one: in practice, until it is over. */
export function useGuideRun(): Run | undefined {
  const me = useMe();
  const practice = useSession((store) => store.state?.practice === true && store.state.phase === 'ready');
  const run = useGuide((store) => store.run) ?? firstRun;
  return practice && me !== '' && !run.over ? run : undefined;
}
