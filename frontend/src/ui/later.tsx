import { type ReactElement, type ReactNode, useDeferredValue } from 'react';

/** Draws its children when what is more urgent stands on the screen, and lets itself be interrupted while it does. */
export function Later({ children }: { readonly children: ReactNode }): ReactElement | null {
  const now = useDeferredValue(true, false);
  return now ? <>{children}</> : null;
}
