/**
 * The few functions of the Wails runtime that the page itself needs, typed, and harmless where there is no
 * Wails (unit tests, a static preview). Everything else of the desktop goes through bound Go services.
 */

interface WailsRuntime {
  EventsOn(event: string, callback: (...data: unknown[]) => void): () => void;
  EventsOff(event: string): void;
  WindowMinimise(): void;
  WindowToggleMaximise(): void;
  WindowSetTitle(title: string): void;
  WindowSetSystemDefaultTheme(): void;
  WindowSetLightTheme(): void;
  WindowSetDarkTheme(): void;
  WindowReloadApp(): void;
  Quit(): void;
}

declare global {
  interface Window {
    readonly runtime?: WailsRuntime;
  }
}

const nothing = (): void => undefined;

/** Reports whether the page runs inside Parley's window (or its dev server). */
export function hasRuntime(): boolean {
  return window.runtime !== undefined;
}

/** Listens to an event from Go; the returned function stops it. The data is unknown until the bridge checked it. */
export function onEvent(event: string, callback: (data: unknown) => void): () => void {
  return window.runtime?.EventsOn(event, (data) => callback(data)) ?? nothing;
}

/** Removes every listener of an event. */
export function offEvent(event: string): void {
  window.runtime?.EventsOff(event);
}

/** Sets the window's title. */
export function setTitle(title: string): void {
  if (window.runtime === undefined) document.title = title;
  else window.runtime.WindowSetTitle(title);
}

/** Gives the window's own frame the chosen colours, where the system draws one. */
export function setWindowTheme(scheme: 'auto' | 'light' | 'dark'): void {
  if (scheme === 'light') window.runtime?.WindowSetLightTheme();
  else if (scheme === 'dark') window.runtime?.WindowSetDarkTheme();
  else window.runtime?.WindowSetSystemDefaultTheme();
}

/** Minimises the window. */
export function minimise(): void {
  window.runtime?.WindowMinimise();
}

/** Maximises the window, or gives it its former size back. */
export function toggleMaximise(): void {
  window.runtime?.WindowToggleMaximise();
}

/** Starts the page anew. */
export function reload(): void {
  if (window.runtime === undefined) window.location.reload();
  else window.runtime.WindowReloadApp();
}

/** Ends the app; Go asks first where there is something to ask. */
export function quit(): void {
  window.runtime?.Quit();
}
