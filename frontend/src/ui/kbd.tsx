import type { ReactElement } from 'react';
import { classNames } from '@/lib/class-names';
import { keycaps, type Keys } from '@/lib/keys';
import { useActingKeys } from '@/lib/use-shortcuts';
import classes from './kbd.module.css';

/** The keys of a shortcut as caps. Hidden from a screen reader: give the control `aria-keyshortcuts` instead. */
export function Kbd({ keys, onAccent = false }: { readonly keys: Keys; readonly onAccent?: boolean }): ReactElement {
  return (
    <kbd className={classNames(classes.kbd, onAccent && classes.onAccent)} aria-hidden="true">
      {keycaps(keys).join(' ')}
    </kbd>
  );
}

/** The value of `aria-keyshortcuts` for a combination. */
export function ariaKeys(keys: Keys): string {
  return keycaps(keys, false).map((cap) => (cap === 'Ctrl' ? 'Control' : cap === 'Esc' ? 'Escape' : cap)).join('+');
}

/** The keys of a registered shortcut, as they act where the focus is now; nothing while none does. */
export function ActingKbd({ id, onAccent }: { readonly id: string; readonly onAccent?: boolean }): ReactElement | null {
  const keys = useActingKeys(id);
  return keys === undefined ? null : <Kbd keys={keys} onAccent={onAccent} />;
}
