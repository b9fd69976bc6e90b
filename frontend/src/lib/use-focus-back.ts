import { useEffect, useState } from 'react';

/**
 * Gives the keyboard back to what had it when the component appeared, such as the button that opened a drawer: a dialog that is
 * taken away whole, rather than shut, leaves it nowhere.
 */
export function useFocusBack(): void {
  const [from] = useState(() => document.activeElement);
  useEffect(
    () => () => {
      // Unless something else has taken it meanwhile.
      const lost = document.activeElement === null || document.activeElement === document.body;
      if (lost && from instanceof HTMLElement && from.isConnected) from.focus();
    },
    [from],
  );
}
