/** Leads to the first fault of a form that was not sent because of it. */
import { type RefObject, useCallback, useEffect, useRef, useState } from 'react';

/** A ref for the form, and what to call when it is refused: the first field at fault gets the focus and comes into view; of a remark, its first button. */
export function useFaultFocus(): { readonly form: RefObject<HTMLFormElement | null>; readonly refuse: () => void } {
  const form = useRef<HTMLFormElement>(null);
  const [refused, setRefused] = useState(0);
  // After the render, because some faults are only shown once it was tried to save.
  useEffect(() => {
    if (refused === 0) return;
    const fault = form.current?.querySelector<HTMLElement>('[aria-invalid="true"], [role="alert"]');
    (fault?.querySelector('button') ?? fault)?.focus();
    fault?.scrollIntoView({ block: 'center' });
  }, [refused]);
  const refuse = useCallback((): void => setRefused((before) => before + 1), []);
  return { form, refuse };
}
