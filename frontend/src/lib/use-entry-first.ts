import { type FocusEvent, useEffect, useRef } from 'react';

/**
 * Lets Tab come into an element at the control that is marked `data-entry`: what stands before it, such as what is quoted and what
 * is attached, is on the way back, with Shift+Tab. Give the answer to the element's `onFocus`.
 */
export function useEntryFirst(): (event: FocusEvent<HTMLElement>) => void {
  const forward = useRef(false);
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      forward.current = event.key === 'Tab' && !event.shiftKey;
    };
    const onPointer = (): void => {
      forward.current = false;
    };
    document.addEventListener('keydown', onKey, true);
    document.addEventListener('pointerdown', onPointer, true);
    return () => {
      document.removeEventListener('keydown', onKey, true);
      document.removeEventListener('pointerdown', onPointer, true);
    };
  }, []);
  return ({ currentTarget, relatedTarget, target }) => {
    const came = forward.current && relatedTarget !== null && !currentTarget.contains(relatedTarget);
    if (!came) return;
    forward.current = false; // one press is one step
    const entry = currentTarget.querySelector<HTMLElement>('[data-entry]:not(:disabled)');
    if (entry !== null && (target.compareDocumentPosition(entry) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0) entry.focus();
  };
}
