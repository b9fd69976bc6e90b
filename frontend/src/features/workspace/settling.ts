/**
 * An offer's card comes and goes above the rows and moves them all. A hand that was on its way then must not hit what
 * has just come under it: for a moment the card takes no click, and of the rows only the one that was aimed at.
 */
import type { MouseEvent, PointerEvent } from 'react';

/** How long what stands somewhere new takes no click that was meant for what stood there before. */
export const settling = 400;

let shiftedAt = 0;
let aimed = '';

/** The cards above the rows are others than before. */
export function noteShift(): void {
  shiftedAt = Date.now();
}

/** The list is unmounted; the next one has not moved. */
export function forgetShift(): void {
  shiftedAt = 0;
}

function isSettling(): boolean {
  return Date.now() - shiftedAt < settling;
}

function rowAt(target: EventTarget): string {
  return target instanceof Element ? (target.closest<HTMLElement>('[data-thread]')?.dataset['thread'] ?? '') : '';
}

/** Remembers the row under the pointer; not while rows settle, because then it may be there by chance. */
export function aimAt(event: PointerEvent): void {
  if (!isSettling()) aimed = rowAt(event.target);
}

/** Stops a click that hits another row than was aimed at before the rows moved. The keyboard is never kept waiting. */
export function stopMisses(event: MouseEvent): void {
  if (event.detail === 0 || !isSettling() || rowAt(event.target) === aimed) return;
  event.preventDefault();
  event.stopPropagation();
}
