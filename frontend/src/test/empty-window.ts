/** The width of a window of jsdom of which nobody said anything. */
const plainWidth = 1024;

/**
 * Takes out of the window what the tests of another file have left in it: the language and the reading direction of the page, what
 * was drawn, what was stored, where it went, and what stood in for a part that jsdom lacks.
 */
export function emptyWindow(): void {
  for (const element of [document.documentElement, document.body]) {
    for (const name of element.getAttributeNames()) element.removeAttribute(name);
  }
  document.head.replaceChildren();
  document.body.replaceChildren();
  window.localStorage.clear();
  window.sessionStorage.clear();
  window.history.replaceState(null, '', '/');
  Object.defineProperty(window, 'innerWidth', { value: plainWidth, configurable: true, writable: true });
  Reflect.deleteProperty(window, 'navigation');
  Reflect.deleteProperty(URL, 'createObjectURL');
  Reflect.deleteProperty(URL, 'revokeObjectURL');
}
