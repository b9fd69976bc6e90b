/** One act at a time: whether it runs, and why it was refused. What the person typed stays where it is. */
import { useCallback, useState } from 'react';
import { type BridgeError, toBridgeError } from '@/bridge/errors';

/** An act's state and the function that runs it. */
export interface Act {
  readonly busy: boolean;
  readonly error: BridgeError | undefined;
  /** Runs an act; the answer, or undefined when it was refused (see `error`). */
  readonly run: <T>(act: () => Promise<T>) => Promise<{ readonly value: T } | undefined>;
  /** Forgets the last refusal. */
  readonly clear: () => void;
}

/** State for the acts of one form or one row. */
export function useAct(): Act {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<BridgeError>();
  const run = useCallback(async <T>(act: () => Promise<T>) => {
    setBusy(true);
    setError(undefined);
    try {
      return { value: await act() };
    } catch (reason) {
      setError(toBridgeError(reason));
      return undefined;
    } finally {
      setBusy(false);
    }
  }, []);
  const clear = useCallback(() => setError(undefined), []);
  return { busy, error, run, clear };
}
