/** Says things to a screen reader that are only seen otherwise: an offer came, a message failed, copied. */
import { VisuallyHidden } from '@mantine/core';
import { createContext, type ReactElement, type ReactNode, useCallback, useContext, useState } from 'react';

/** Says a sentence; "assertive" interrupts and is for what cannot wait. */
export type Announce = (text: string, how?: 'polite' | 'assertive') => void;

const AnnounceContext = createContext<Announce>(() => undefined);

interface Said {
  readonly polite: string;
  readonly assertive: string;
}

// The same words twice are no change to a live region, and so are not read; the trailing space is.
function differing(before: string, text: string): string {
  return before === text ? `${text}\u00a0` : text;
}

/** Holds the two live regions; once, near the root. */
export function AnnouncerProvider({ children }: { readonly children: ReactNode }): ReactElement {
  const [said, setSaid] = useState<Said>({ polite: '', assertive: '' });
  const announce = useCallback<Announce>((text, how = 'polite') => setSaid((before) => ({ ...before, [how]: differing(before[how], text) })), []);
  return (
    <AnnounceContext value={announce}>
      {children}
      <VisuallyHidden>
        <div aria-live="polite" data-testid="polite">
          {said.polite}
        </div>
        <div aria-live="assertive" data-testid="assertive">
          {said.assertive}
        </div>
      </VisuallyHidden>
    </AnnounceContext>
  );
}

/** The function that announces. */
export function useAnnounce(): Announce {
  return useContext(AnnounceContext);
}
