/** Which set-up is on screen, and whose code: what the person looks at is not told a second time in a corner. */
import { useEffect } from 'react';

let shown = '';

/** The set-up whose code is on screen; "" when none is. */
export function codeShown(): string {
  return shown;
}

/** Says for as long as the caller is on screen that it shows the code of a set-up. */
export function useCodeShown(setupId: string): void {
  useEffect(() => {
    shown = setupId;
    return () => {
      if (shown === setupId) shown = '';
    };
  }, [setupId]);
}

let setupOnScreen = '';

/** The set-up that the person holds and has on screen; "" when none is. */
export function setupShown(): string {
  return setupOnScreen;
}

/** Says for as long as the caller is on screen that it shows a set-up. */
export function useSetupShown(setupId: string): void {
  useEffect(() => {
    setupOnScreen = setupId;
    return () => {
      if (setupOnScreen === setupId) setupOnScreen = '';
    };
  }, [setupId]);
}

/** The name of the toast about a set-up, by which it is taken away once it is of no use. */
export function setupToast(setupId: string): string {
  return `alert-setup-${setupId}`;
}
