/** What a key event is: which combination, whether it writes something, and whether it happened in a field. */

/** A key with its modifiers: "mod+k" (Ctrl, or Cmd on a Mac), "act+a" (Alt, or Ctrl+Option), "a", "?", "escape". */
export type Keys = string;

/**
 * Reports whether an input method owns the key. Both signs are needed: WebKit ends the composition before
 * the keydown of Enter and only the key code 229 tells.
 */
export function isComposing(event: { readonly isComposing: boolean; readonly keyCode: number }): boolean {
  return event.isComposing || event.keyCode === 229;
}

/**
 * Reports whether the element lies in something over the screen: a dialog or a menu. It has the keys; its Escape must
 * not also leave the screen behind it. One that wants shortcuts of its own has an exclusive scope. A dialog that wants
 * an answer has them while nothing has the focus, too; when it fades away, what it gave the focus back to has them.
 */
export function isOverlaid(target: EventTarget | null): boolean {
  if (target instanceof Element && target !== document.body && target !== document.documentElement) return target.closest('[role="dialog"], [role="alertdialog"], [role="menu"]') !== null;
  return isModalOpen();
}

/** Reports whether the reply lies behind a dialog over which this element, a card of an offer, stands. */
export function isOverDialog(target: EventTarget | null): boolean {
  return isModalOpen() && target instanceof Element && target.closest('[data-keys~="offer"]') !== null;
}

/** Reports whether a dialog wants an answer before anything behind it is used. */
export function isModalOpen(): boolean {
  return document.querySelector('[aria-modal="true"]') !== null;
}

/** Reports whether keys typed at this element are text. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement) return !['button', 'checkbox', 'radio', 'range', 'file', 'submit', 'reset', 'color'].includes(target.type);
  // jsdom has no isContentEditable, so the attribute is asked for too.
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement || target.isContentEditable || target.closest('[contenteditable="true"]') !== null;
}

/** What Space and Enter do something to: it keeps them when it has the focus. */
const pressable = 'button, a[href], summary, audio, video, input, select, [role="button"], [role="link"], [role="radio"], [role="checkbox"], [role="switch"], [role="tab"], [role="option"], [role="menuitem"], [role="separator"]';

/** Reports whether the key does something to the element itself, as Space to a button. */
export function isPress(event: KeyboardEvent): boolean {
  return event.key === ' ' && event.target instanceof Element && event.target.closest(pressable) !== null;
}

/** Third-level keys (AltGr) write; Windows reports them as Ctrl with Alt. */
function isThirdLevel(event: KeyboardEvent): boolean {
  return event.getModifierState('AltGraph');
}

/**
 * Reports whether the key writes something in a field, wherever it happened: a character of any script, a dead key,
 * what an input method or the system's emoji panel hands over.
 */
export function writes(event: KeyboardEvent): boolean {
  if (isComposing(event) || event.key === 'Dead' || event.key === 'Process') return true;
  if (!isThirdLevel(event) && (event.ctrlKey || event.metaKey || (event.altKey && !isMac()))) return false;
  // A control key has a name of several ASCII letters; what is written has none of more than one.
  return /^(?:[\x20-\x7e]|\P{ASCII}+)$/u.test(event.key);
}

/** Reports whether the key pastes. */
export function pastes(event: KeyboardEvent): boolean {
  return matches('mod+v', event) || matches('mod+shift+v', event) || (event.key === 'Insert' && event.shiftKey);
}

/** Reports whether a key event is the given combination. */
export function matches(keys: Keys, event: KeyboardEvent): boolean {
  // On Windows Alt with the pad's digits writes a character: Alt+0233 is "é".
  if (event.altKey && event.code.startsWith('Numpad')) return false;
  const parts = keys.split('+');
  const key = parts[parts.length - 1];
  const needs = (name: string): boolean => parts.slice(0, -1).includes(name);
  if (isThirdLevel(event) && parts.length > 1) return false;
  const act = needs('act');
  const mod = needs('mod') || (act && isMac());
  const held = isMac() && !act ? event.metaKey && !event.ctrlKey : event.ctrlKey && !event.metaKey;
  if (mod ? !held : (event.ctrlKey || event.metaKey) && !isThirdLevel(event)) return false;
  if (!isThirdLevel(event) && event.altKey !== (needs('alt') || act)) return false;
  const pressed = pressedKey(event);
  if (pressed !== key) return false;
  // "?" is Shift and something on most layouts; only for letters and named keys does Shift say more.
  const shiftMatters = /^([a-z]|.{2,})$/u.test(pressed) && pressed !== 'plus' && pressed !== 'minus';
  return !shiftMatters || event.shiftKey === needs('shift');
}

let isOtherLayout = false;

/** Reports whether something was written in another script than ours. A letter of Arabic may be two characters. */
function isOther(key: string): boolean {
  return /^(?:(?!\p{Script=Latin})\P{ASCII})+$/u.test(key);
}

function isHeld(event: KeyboardEvent): boolean {
  return event.altKey || event.ctrlKey || event.metaKey;
}

/**
 * Remembers from what is typed whether the layout is one of another script. Some of its letter keys write a mark of
 * ours: "/" stands on the Q of a Hebrew keyboard, so that the mark alone does not tell it from a Dvorak one.
 */
export function noteLayout(event: KeyboardEvent): void {
  if (!event.code.startsWith('Key') || !/^\p{L}{1,2}$/u.test(event.key)) return;
  isOtherLayout = isOther(event.key.toLowerCase());
}

/**
 * On Arabic, Greek or Russian layouts "a" is never typed, and "/" or "?" stand elsewhere or nowhere: the place of the
 * key then says which is meant. Only such layouts have a full stop or a comma beside the right Shift.
 */
function pressedKey(event: KeyboardEvent): string {
  const key = event.key.toLowerCase();
  if (key === ' ') return 'space';
  const letter = /^Key([A-Z])$/.exec(event.code)?.[1]?.toLowerCase();
  // Option writes another character on a Mac: "å" for Option+A.
  const isMoved = event.altKey && isMac();
  if (letter !== undefined && (isMoved || isOther(key) || (isOtherLayout && isHeld(event)))) return letter;
  // The upper row writes "&é\"" in French, and "¡™£" with Option on a Mac: with a modifier its places are the digits.
  const digit = /^Digit(\d)$/.exec(event.code)?.[1];
  // "-" stands on the place of 6 in French and "+" on that of 1 in Czech: with Ctrl they are these two.
  if (isHeld(event) && !event.altKey && /^[-_+=]$/.test(key)) return key === '-' || key === '_' ? 'minus' : 'plus';
  if (digit !== undefined && !isThirdLevel(event) && isHeld(event)) return digit;
  if (event.code === 'Comma' && isOther(key)) return ',';
  if (event.code === 'Slash' && /^(?:[.,]|(?!\p{Script=Latin})\P{ASCII})$/u.test(key)) return event.shiftKey ? '?' : '/';
  return key === '؟' ? '?' : key;
}

/** Reports whether this is a Mac, where Cmd stands for Ctrl. */
export function isMac(): boolean {
  return /Mac|iPhone|iPad/.test(navigator.userAgent);
}

const names: Readonly<Record<string, string>> = { escape: 'Esc', enter: 'Enter', arrowup: '↑', arrowdown: '↓', arrowleft: '←', arrowright: '→', space: 'Space', alt: 'Alt', shift: 'Shift', backspace: '⌫', delete: 'Del', tab: 'Tab', pagedown: 'PgDn', pageup: 'PgUp', plus: '+', minus: '−' };

/** The keycaps to draw for a combination: ["Ctrl", "K"]. */
export function keycaps(keys: Keys, mac = isMac()): readonly string[] {
  return keys.split('+').flatMap((part) => {
    if (part === 'mod') return mac ? '⌘' : 'Ctrl';
    if (part === 'act') return mac ? ['⌃', '⌥'] : 'Alt';
    return names[part] ?? (part.length === 1 ? part.toUpperCase() : part.charAt(0).toUpperCase() + part.slice(1));
  });
}
