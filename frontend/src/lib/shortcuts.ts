/**
 * The keyboard map: who listens to which key where. Features register shortcuts in a scope; the newest
 * active scope wins, then the global one. `list` feeds the "?" sheet, so a key that works is a key that
 * is listed.
 *
 * A key that writes something is a shortcut only where nothing can be written: on the places that the shortcut
 * names, reached by the keyboard, or where no conversation is open; and never within 600 ms of another such key.
 * Everything else that is typed with a conversation open belongs to its reply. See lib/keyboard.ts.
 */
import { isComposing, isOverlaid, isTyping, type Keys, matches, writes } from './keys';

/** A part of the window, by its `data-keys`, in which the plain keys of some shortcuts act. */
export type Place = 'list' | 'row' | 'offer';

const movesFocus = ['Tab', 'ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight', 'Home', 'End', 'PageUp', 'PageDown'];

/** How long after a key that writes something no plain key is a shortcut: it belongs to the same words. */
export const pauseOfTyping = 600;

/** The clock of the keyboard, in milliseconds; tests set it. */
export const keyClock = { now: (): number => performance.now() };

/** The scope that is heard whatever else is open: for what cannot wait. */
export const always = 'always';

/** One entry of the map. */
export interface Shortcut {
  readonly id: string;
  readonly keys: Keys;
  /** What it does, translated: the text on the "?" sheet. */
  readonly label: string;
  /** The heading under which the sheet lists it, translated. */
  readonly group: string;
  /** Where it is heard: "global", "always", or a scope that must be active. */
  readonly scope?: string;
  /** Where the plain key acts: "page" is everywhere while no conversation is open, and what holds without this. */
  readonly on?: readonly (Place | 'page')[];
  /** The combination that does the same from everywhere, also while typing. It has a modifier that writes nothing. */
  readonly anywhere?: Keys;
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

  /** Says that a conversation is open, and how to find the field in which its reply is written, if there is one. */
  openReply(find: () => HTMLElement | null): () => void {
    this.change(() => (this.replies = [...this.replies, find]));
    return () => this.change(() => (this.replies = this.replies.filter((each) => each !== find)));
  }

  /** The field of the open conversation's reply; null where none can be written. */
  reply(): HTMLElement | null {
    return this.replies.at(-1)?.() ?? null;
  }

  /** As at the start: nothing was typed or pointed at yet. */
  calm(): void {
    this.set(() => {
      this.byKeyboard = true;
      this.typedAt = Number.NEGATIVE_INFINITY;
      this.stepped = false;
      this.held = '';
    });
  }

  /** The pointer was used: what has the focus now was not chosen by the keyboard. */
  notePointer(): void {
    this.set(() => (this.byKeyboard = false));
  }

  /** The focus is elsewhere: other keys may act now. */
  noteFocus(): void {
    this.set(() => undefined);
  }

  /** Whether something was typed since a moment of keyClock: then the person is not waiting for it any more. */
  typedSince(moment: number): boolean {
    return this.typedAt > moment;
  }

  /** The keys with which a shortcut can be had now: its plain key where that acts. */
  acting(id: string, target: Element | null): Keys | undefined {
    const found = this.list().findLast((each) => each.id === id);
    if (found === undefined) return undefined;
    return !isTyping(target) && this.isPlaceFor(found, target) ? found.keys : (found.anywhere ?? (/\+/.test(found.keys) ? found.keys : undefined));
  }

  /** Runs the shortcut that the event means and reports whether there was one. */
  handle(event: KeyboardEvent): boolean {
    const calm = keyClock.now() - this.typedAt >= pauseOfTyping;
    const stepped = this.stepped;
    const writing = writes(event);
    if (writing) {
      this.typedAt = keyClock.now();
      this.stepped = false;
    } else if (movesFocus.includes(event.key)) this.set(() => (this.byKeyboard = true));
    if (event.defaultPrevented || isComposing(event)) return false;
    if (!event.repeat) this.held = '';
    else if (this.held !== '' && this.held === event.key) {
      // The key of a deed that is done: held down it writes nothing either.
      event.preventDefault();
      return true;
    }
    const match = this.meant(event);
    if (match === undefined) return false;
    const plain = !matchesAnywhere(match, event);
    if (plain && writing && !calm && !(match.repeats === true && stepped)) return false;
    this.stepped = match.repeats === true;
    if (!this.stepped) this.held = event.key;
    // A step by a key moves the focus, and so is as good as an arrow.
    if (this.stepped) this.set(() => (this.byKeyboard = true));
    event.preventDefault();
    if (!event.repeat || this.stepped) match.run(event);
    return true;
  }

  private heardNow: readonly Shortcut[] | undefined;
  private replies: readonly (() => HTMLElement | null)[] = [];
  // The conversation's list, say, was reached by a key and not by a click, after which letters are words.
  private byKeyboard = true;
  private typedAt = Number.NEGATIVE_INFINITY;
  private stepped = false;
  private held = '';

  /** The newest shortcut of the nearest scope that the event means where it happened. */
  private meant(event: KeyboardEvent): Shortcut | undefined {
    const exclusive = this.scopes.some((each) => each.exclusive);
    const covered = isOverlaid(event.target) && !exclusive;
    const typing = isTyping(event.target);
    const target = event.target instanceof Element ? event.target : null;
    return this.heard()
      .flatMap((name) => this.entries.filter((each) => (each.scope ?? 'global') === name).reverse())
      .find((each) => {
        if (covered && each.scope !== always) return false;
        if (matchesAnywhere(each, event)) return true;
        if (!matches(each.keys, event)) return false;
        return typing ? heardWhileTyping(each) : this.isPlaceFor(each, target);
      });
  }

  /** Whether a shortcut's own keys act while this element has the focus. */
  private isPlaceFor(shortcut: Shortcut, target: Element | null): boolean {
    if (/(^|\+)(mod|act|alt)\+/.test(shortcut.keys) || /(^|\+)f\d+$/.test(shortcut.keys)) return true;
    const places = shortcut.on ?? ['page'];
    if (this.byKeyboard && places.some((place) => (target?.closest(`[data-keys~="${place}"]`) ?? null) !== null)) return true;
    if (!places.includes('page')) return false;
    return shortcut.keys === 'escape' ? this.reply() === null : this.replies.length === 0;
  }

  private heard(): readonly string[] {
    const names: string[] = [always];
    for (const scope of [...this.scopes].reverse()) {
      if (!names.includes(scope.name)) names.push(scope.name);
      if (scope.exclusive) return names;
    }
    return [...names, 'global'];
  }

  private change(apply: () => void): void {
    this.set(() => {
      apply();
      this.heardNow = undefined;
    });
  }

  private set(apply: () => void): void {
    apply();
    for (const each of this.listeners) each();
  }
}

/** The window's map. */
export const shortcuts = new ShortcutMap();

function matchesAnywhere(shortcut: Shortcut, event: KeyboardEvent): boolean {
  return shortcut.anywhere !== undefined && matches(shortcut.anywhere, event);
}

function heardWhileTyping(shortcut: Shortcut): boolean {
  return shortcut.whileTyping ?? /(^|\+)(?:(?:mod|act|escape)(\+|$)|f\d+$)/.test(shortcut.keys);
}
