import type { ReactElement, ReactNode } from 'react';
import { Callout } from './callout';

/** A refused or failed act: the sentence for the person, and the code as it is shown (a BridgeError fits). */
export interface Refused {
  readonly message: string;
  readonly shown: string;
}

/** Why something did not happen, read out as it appears; nothing while there is no error. */
export function Refusal({ error, fallback, actions }: { readonly error: Refused | undefined; readonly fallback: string; readonly actions?: ReactNode }): ReactElement | null {
  if (error === undefined) return null;
  return (
    <Callout tone="red" code={error.shown} actions={actions}>
      {error.message === '' ? fallback : error.message}
    </Callout>
  );
}
