import { useEffect, useState } from 'react';
import { shortcuts } from './shortcuts';

/**
 * Gives the keyboard back to what had it when the component appeared, such as the button that opened a drawer: a dialog that is
 * taken away whole, rather than shut, leaves it nowhere.
 */
export function useFocusBack(): void {
  const [from] = useState(() => staying(document.activeElement));
  useEffect(
    () => () => {
      // Unless something else has taken it meanwhile.
      const lost = document.activeElement === null || document.activeElement === document.body;
      if (!lost) return;
      if (from instanceof HTMLElement && from.isConnected) from.focus();
      // The palette, from which it was asked for, is gone too. Where a reply is written, that goes on.
      else shortcuts.reply()?.focus();
    },
    [from],
  );
}

/** What still has a place when the component goes: an item of a menu leaves with it, and the button that opened it stays. */
function staying(element: Element | null): Element | null {
  const menu = element?.closest('[role="menu"]') ?? null;
  return menu === null ? element : staying(document.getElementById(menu.getAttribute('aria-labelledby') ?? ''));
}
