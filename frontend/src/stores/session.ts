/** Where the app stands: who is signed in, how the connection is. One copy of Session.state for the whole window. */
import { create } from 'zustand';
import { bridge } from '@/bridge/bridge';
import { type BridgeError, toBridgeError } from '@/bridge/errors';
import type { AppState, Link, Role } from '@/bridge/types';
import { setClockOffset } from '@/lib/clock';

interface SessionStore {
  /** Null until the first answer. */
  readonly state: AppState | null;
  /** The last question failed; the former answer stays. */
  readonly error: BridgeError | null;
}

/** The store. */
export const useSession = create<SessionStore>(() => ({ state: null, error: null }));

let asked = 0;
let answered = 0;

/**
 * Asks Go where the app stands. Answers that overtake each other are put in the order of their questions: an older
 * one never takes the place of a newer one, and a newer question that fails does not throw an older answer away.
 */
export async function refreshSession(): Promise<AppState | null> {
  const mine = ++asked;
  try {
    const state = await bridge().session.state();
    if (mine > answered) {
      answered = mine;
      setClockOffset(state.clockSkew);
      useSession.setState({ state, error: null });
    }
  } catch (reason) {
    if (mine > answered) useSession.setState({ error: toBridgeError(reason) });
  }
  return useSession.getState().state;
}

/** Forgets it, for tests. What is still being answered does not count any more. */
export function resetSession(): void {
  answered = asked;
  setClockOffset(0);
  useSession.setState({ state: null, error: null });
}

/** The signed-in person's id; "" before there is one. */
export function useMe(): string {
  return useSession((store) => store.state?.userId ?? '');
}

/** The same, as it is now. */
export function meNow(): string {
  return useSession.getState().state?.userId ?? '';
}

/** Owners and admins see all conversations and may move them. */
export function isSupervisor(role: Role | ''): boolean {
  return role === 'owner' || role === 'admin';
}

/** Whether the signed-in person is one. */
export function useSupervisor(): boolean {
  return useSession((store) => isSupervisor(store.state?.role ?? ''));
}

const reached = { connecting: false, catchingUp: true, live: true, preparing: false, offline: false } as const satisfies Readonly<Record<Link, boolean>>;

/** Whether the relay can be reached in a state of the session. */
export function isReached(state: AppState | null): boolean {
  return state !== null && reached[state.link.state];
}

/** Whether the relay can be reached now. */
export function useOnline(): boolean {
  return useSession((store) => isReached(store.state));
}
