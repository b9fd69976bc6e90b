import type { KeyboardEvent } from 'react';
import { inDocument } from '@/lib/in-document';

const buttons = 'button:not(:disabled)';

/**
 * Makes a field and the buttons behind it one stop of Tab, as in a toolbar with a field: the arrow that leads out of the text goes
 * to the first button, and back into it from there. The buttons have `tabIndex` -1.
 */
export function stepFromField(event: KeyboardEvent<HTMLElement>): void {
  if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const { currentTarget: bar, target, key } = event;
  if (key !== 'ArrowRight' && key !== 'ArrowLeft') return;
  const on = (key === 'ArrowRight') === (getComputedStyle(bar).direction !== 'rtl');
  const field = bar.querySelector('input');
  if (field === null) return;
  if (target === field && !(on && field.selectionStart === field.value.length && field.selectionEnd === field.value.length)) return;
  const all = [field, ...inDocument(bar.querySelectorAll<HTMLElement>(buttons))];
  const to = all[all.indexOf(target as HTMLInputElement) + (on ? 1 : -1)];
  if (to === undefined) return;
  event.preventDefault();
  to.focus();
}
