import { type FocusEvent, type KeyboardEvent, type RefObject, useRef } from 'react';
import { inDocument } from './in-document';

const tabbable = ':is(a[href], button:not(:disabled), input:not(:disabled), audio[controls], video[controls], [tabindex="0"])';

/** What the list of messages and the guard at its end are given. */
export interface MessageSteps {
  readonly onKeyDown: (event: KeyboardEvent<HTMLElement>) => void;
  readonly guard: { readonly ref: RefObject<HTMLDivElement | null>; readonly tabIndex: 0; readonly onFocus: (event: FocusEvent) => void };
}

const rowOf = (element: Element | null): HTMLElement | null => element?.closest<HTMLElement>('[data-index]') ?? null;
const messageIn = (row: Element | null): HTMLElement | null => row?.querySelector<HTMLElement>('[role="article"], article') ?? null;

function within(row: Element): readonly HTMLElement[] {
  return inDocument(row.querySelectorAll<HTMLElement>(tabbable));
}

/** The nearest drawn row on one side that is a message. */
function beside(scroller: Element, row: HTMLElement | null, by: 1 | -1): HTMLElement | null {
  const rows = Array.from(scroller.querySelectorAll<HTMLElement>('[data-index]'));
  rows.sort((a, b) => Number(a.dataset['index']) - Number(b.dataset['index']));
  const from = row === null ? (by < 0 ? rows.length : -1) : rows.indexOf(row);
  for (let at = from + by; at >= 0 && at < rows.length; at += by) {
    const message = messageIn(rows[at] ?? null);
    if (message !== null) return message;
  }
  return null;
}

/**
 * Makes a list of messages one stop of Tab. The arrows go from message to message, Tab into what a message has, and
 * from its last button out of the list: else a long conversation stands between header and reply with all its buttons.
 */
export function useMessageSteps(scroller: RefObject<HTMLElement | null>, show: (element: HTMLElement) => void): MessageSteps {
  const guard = useRef<HTMLDivElement>(null);
  const leaving = useRef(false);
  const leave = (): void => {
    leaving.current = true;
    guard.current?.focus({ preventScroll: true });
    leaving.current = false;
  };
  const go = (to: HTMLElement): void => {
    to.focus({ preventScroll: true });
    show(to);
  };
  const onTab = (event: KeyboardEvent<HTMLElement>, list: HTMLElement, target: HTMLElement): void => {
    const row = rowOf(target);
    const inside = row === null ? [] : within(row);
    if (!event.shiftKey) {
      // The browser goes on from the guard, which stands behind everything in the list.
      if (target === list || row === null || inside.length === 0 || target === inside.at(-1)) leave();
      return;
    }
    const message = messageIn(row);
    if (target === list) return;
    if (message !== null && target !== message) {
      if (target !== inside[0]) return;
      event.preventDefault();
      message.focus();
    } else list.focus({ preventScroll: true });
  };
  return {
    onKeyDown: (event) => {
      const list = scroller.current;
      const { target } = event;
      if (list === null || !(target instanceof HTMLElement) || event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey) return;
      if (event.key === 'Tab') return onTab(event, list, target);
      const row = rowOf(target);
      // In a player or a field the arrows are its own.
      if (event.shiftKey || (target !== list && target !== messageIn(row))) return;
      const to = event.key === 'ArrowUp' ? beside(list, row, -1) : event.key === 'ArrowDown' && row !== null ? beside(list, row, 1) : null;
      if (to === null) return;
      event.preventDefault();
      go(to);
    },
    guard: {
      ref: guard,
      tabIndex: 0,
      // Whoever comes back from below comes to the list, not to the last button of its last message.
      onFocus: () => {
        if (!leaving.current) scroller.current?.focus({ preventScroll: true });
      },
    },
  };
}
