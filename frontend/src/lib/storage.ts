/**
 * Small view preferences (pane widths, chosen sort) in localStorage. Not for anything that a person
 * would miss: the webview may clear it, and a private window refuses it.
 */

const prefix = 'parley.';

/** Reads a stored value; the fallback is returned when it is absent, unreadable or refused by `accept`. */
export function readStored<T>(key: string, fallback: T, accept: (value: unknown) => value is T): T {
  try {
    const raw = window.localStorage.getItem(prefix + key);
    if (raw === null) return fallback;
    const value: unknown = JSON.parse(raw);
    return accept(value) ? value : fallback;
  } catch {
    return fallback;
  }
}

/** Stores a value; a full or refused storage is not worth an error. */
export function writeStored(key: string, value: unknown): void {
  try {
    window.localStorage.setItem(prefix + key, JSON.stringify(value));
  } catch {
    // The preference lasts for this session only.
  }
}
