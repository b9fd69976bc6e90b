/**
 * The keyboard of the window: every key goes to the shortcuts first, and what is typed with a conversation open goes
 * to its reply. The focus comes back to the reply after a click, a menu or a dialog, so that an input method, whose
 * first key cannot be handed on, finds it there.
 */
import { isComposing, isOverDialog, isOverlaid, isPress, isTyping, noteLayout, pastes, writes } from './keys';
import type { ShortcutMap } from './shortcuts';

const started = new WeakSet<HTMLElement>();

/** Gives the keyboard to a field. The first time the cursor goes behind what stands in it already. */
export function writeIn(field: HTMLElement): void {
  field.focus({ preventScroll: true });
  if (started.has(field)) return;
  started.add(field);
  if (field instanceof HTMLTextAreaElement) field.setSelectionRange(field.value.length, field.value.length);
}

/** Whether the last thing done was to press the key that asks for a menu. */
let menuKey = false;

/**
 * Whether a menu is asked for by its key. The event does not tell: some web views give it no place, WebKitGTK gives it
 * the pointer's, and all of them the right button's number or none as they like.
 */
export function isByMenuKey(): boolean {
  return menuKey;
}

/** The focus goes to the reply before the key takes effect, so that the character is written there: not lost, not doubled. */
function handOn(map: ShortcutMap, event: KeyboardEvent): void {
  if (event.defaultPrevented || isTyping(event.target) || isOverlaid(event.target) || isOverDialog(event.target) || isPress(event)) return;
  if (writes(event) || pastes(event)) {
    const field = map.reply();
    if (field !== null) writeIn(field);
  } else if (event.key === 'Escape' && !isComposing(event)) comeHome(map);
}

/** Gives the keyboard back to the reply, unless somebody writes elsewhere, has opened something, or marks text to copy it. */
function comeHome(map: ShortcutMap): void {
  const field = map.reply();
  const at = document.activeElement;
  if (field === null || at === field || isTyping(at) || isOverlaid(at) || isOverDialog(at)) return;
  if (at instanceof HTMLMediaElement || at?.getAttribute('aria-expanded') === 'true') return;
  if (document.getSelection()?.isCollapsed === false) return;
  writeIn(field);
}

/** Listens to the window until the returned function is called. */
export function listenToKeys(map: ShortcutMap): () => void {
  const stop = new AbortController();
  const { signal } = stop;
  // After the handlers of the click, which may open something that takes the focus.
  const later = (): void => void setTimeout(() => !signal.aborted && comeHome(map));
  let overlaid = false;
  map.calm();
  window.addEventListener(
    'keydown',
    (event) => {
      noteLayout(event);
      // A menu or a picker that a key closes may leave the focus nowhere.
      if (isOverlaid(event.target) && (event.key === 'Escape' || event.key === 'Enter')) later();
      if (!map.handle(event)) handOn(map, event);
    },
    { signal },
  );
  window.addEventListener('keydown', (event) => (menuKey = event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey)), { signal, capture: true });
  window.addEventListener(
    'pointerdown',
    () => {
      menuKey = false;
      map.notePointer();
    },
    { signal, capture: true },
  );
  window.addEventListener('click', (event) => event.detail > 0 && later(), { signal });
  window.addEventListener(
    'focusin',
    (event) => {
      map.noteFocus();
      const was = overlaid;
      overlaid = event.target instanceof Element && event.target.closest('[role="dialog"], [role="menu"]') !== null;
      if (was && !overlaid) later();
    },
    { signal },
  );
  window.addEventListener('focusout', () => map.noteFocus(), { signal });
  return () => stop.abort();
}
