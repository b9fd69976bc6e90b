import { type ReactElement, type ReactNode, useEffect, useRef } from 'react';
import { Callout } from './callout';

/** A refused or failed act: the sentence for the person, and the code as it is shown (a BridgeError fits). */
export interface Refused {
  readonly message: string;
  readonly shown: string;
}

/** Why something did not happen, read out and brought into view as it appears; nothing while there is no error. */
export function Refusal({ error, fallback, actions }: { readonly error: Refused | undefined; readonly fallback: string; readonly actions?: ReactNode }): ReactElement | null {
  const callout = useRef<HTMLDivElement>(null);
  // A form may be longer than its window, and the refusal is at its end.
  useEffect(() => {
    callout.current?.scrollIntoView({ block: 'nearest' });
  }, [error?.message, error?.shown]);
  if (error === undefined) return null;
  return (
    <Callout ref={callout} tone="red" code={error.shown} actions={actions}>
      {error.message === '' ? fallback : error.message}
    </Callout>
  );
}
