/**
 * The keyboard map: who listens to which key where. Features register shortcuts in a scope; the newest
 * active scope wins, then the global one. `list` feeds the "?" sheet, so a key that works is a key that
 * is listed.
 */

/** A key with its modifiers: "mod+k" (Ctrl, or Cmd on a Mac), "a", "shift+enter", "?", "escape". */
export type Keys = string;

/** One entry of the map. */
export interface Shortcut {
  readonly id: string;
  readonly keys: Keys;
  /** What it does, translated: the text on the "?" sheet. */
  readonly label: string;
  /** The heading under which the sheet lists it, translated. */
  readonly group: string;
  /** Where it is heard: "global", or a scope that must be active. */
  readonly scope?: string;
  /** Also while typing in a field. Keys with mod and Escape always are. */
  readonly whileTyping?: boolean;
  /** Again and again while the key is held: for steps. A deed is done once, or a key held too long would do it to the next. */
  readonly repeats?: boolean;
  readonly run: (event: KeyboardEvent) => void;
}

interface Scope {
  readonly name: string;
  readonly exclusive: boolean;
}

/** The map itself; one for the window, a fresh one per test. */
export class ShortcutMap {
  private entries: readonly Shortcut[] = [];
  private scopes: readonly Scope[] = [];
  private readonly listeners = new Set<() => void>();

  /** Adds shortcuts and returns the function that takes them away again. */
  register(shortcuts: readonly Shortcut[]): () => void {
    this.change(() => (this.entries = [...this.entries, ...shortcuts]));
    return () => this.change(() => (this.entries = this.entries.filter((each) => !shortcuts.includes(each))));
  }

  /** Makes a scope heard until the returned function is called. An exclusive one (a dialog) silences all below. */
  activate(name: string, exclusive = false): () => void {
    const scope: Scope = { name, exclusive };
    this.change(() => (this.scopes = [...this.scopes, scope]));
    return () => this.change(() => (this.scopes = this.scopes.filter((each) => each !== scope)));
  }

  /** Everything that would be heard now, for the "?" sheet. The same array until something changes. */
  readonly list = (): readonly Shortcut[] => {
    this.heardNow ??= this.heard().flatMap((name) => this.entries.filter((each) => (each.scope ?? 'global') === name));
    return this.heardNow;
  };

  /** Calls back after each change of entries or scopes. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Runs the shortcut that the event means and reports whether there was one. */
  handle(event: KeyboardEvent): boolean {
    if (event.defaultPrevented || isComposing(event)) return false;
    if (isOverlaid(event.target) && !this.scopes.some((each) => each.exclusive)) return false;
    const typing = isTyping(event.target);
    // The newest registration of a scope wins, as the component nearest to the person mounted last.
    const match = this.heard()
      .flatMap((name) => this.entries.filter((each) => (each.scope ?? 'global') === name).reverse())
      .find((each) => matches(each.keys, event) && (!typing || heardWhileTyping(each)));
    if (match === undefined) return false;
    event.preventDefault();
    if (!event.repeat || match.repeats === true) match.run(event);
    return true;
  }

  private heardNow: readonly Shortcut[] | undefined;

  private heard(): readonly string[] {
    const names: string[] = [];
    for (const scope of [...this.scopes].reverse()) {
      if (!names.includes(scope.name)) names.push(scope.name);
      if (scope.exclusive) return names;
    }
    return [...names, 'global'];
  }

  private change(apply: () => void): void {
    apply();
    this.heardNow = undefined;
    for (const each of this.listeners) each();
  }
}

/** The window's map. */
export const shortcuts = new ShortcutMap();

/**
 * Reports whether an input method owns the key. Both signs are needed: WebKit ends the composition before
 * the keydown of Enter and only the key code 229 tells.
 */
export function isComposing(event: { readonly isComposing: boolean; readonly keyCode: number }): boolean {
  return event.isComposing || event.keyCode === 229;
}

/**
 * Reports whether the element lies in something over the screen: a dialog or a menu. It has the keys; its Escape must
 * not also leave the screen behind it. One that wants shortcuts of its own has an exclusive scope.
 */
export function isOverlaid(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('[role="dialog"], [role="alertdialog"], [role="menu"]') !== null;
}

/** Reports whether keys typed at this element are text. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement) return !['button', 'checkbox', 'radio', 'range', 'file', 'submit', 'reset', 'color'].includes(target.type);
  // jsdom has no isContentEditable, so the attribute is asked for too.
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement || target.isContentEditable || target.closest('[contenteditable="true"]') !== null;
}

function heardWhileTyping(shortcut: Shortcut): boolean {
  return shortcut.whileTyping ?? /(^|\+)(mod|escape)(\+|$)/.test(shortcut.keys);
}

/** Reports whether a key event is the given combination. */
export function matches(keys: Keys, event: KeyboardEvent): boolean {
  const parts = keys.split('+');
  const key = parts[parts.length - 1];
  const needs = (name: string): boolean => parts.slice(0, -1).includes(name);
  const mod = isMac() ? event.metaKey && !event.ctrlKey : event.ctrlKey && !event.metaKey;
  if (needs('mod') ? !mod : event.ctrlKey || event.metaKey) return false;
  if (event.altKey !== needs('alt')) return false;
  const pressed = pressedKey(event);
  if (pressed !== key) return false;
  // "?" is Shift and something on most layouts; only for letters and named keys does Shift say more.
  const shiftMatters = /^([a-z]|.{2,})$/u.test(pressed);
  return !shiftMatters || event.shiftKey === needs('shift');
}

// On Arabic, Greek or Russian layouts "a" is never typed; the place of the key then says which is meant.
function pressedKey(event: KeyboardEvent): string {
  const key = event.key.toLowerCase();
  if (key === ' ') return 'space';
  const code = /^Key([A-Z])$/.exec(event.code)?.[1];
  return code !== undefined && /^\P{ASCII}$/u.test(key) ? code.toLowerCase() : key;
}

/** Reports whether this is a Mac, where Cmd stands for Ctrl. */
export function isMac(): boolean {
  return /Mac|iPhone|iPad/.test(navigator.userAgent);
}

const names: Readonly<Record<string, string>> = { escape: 'Esc', enter: 'Enter', arrowup: '↑', arrowdown: '↓', arrowleft: '←', arrowright: '→', space: 'Space', alt: 'Alt', shift: 'Shift', backspace: '⌫', delete: 'Del', tab: 'Tab' };

/** The keycaps to draw for a combination: ["Ctrl", "K"]. */
export function keycaps(keys: Keys, mac = isMac()): readonly string[] {
  return keys.split('+').map((part) => {
    if (part === 'mod') return mac ? '⌘' : 'Ctrl';
    return names[part] ?? (part.length === 1 ? part.toUpperCase() : part.charAt(0).toUpperCase() + part.slice(1));
  });
}
