/**
 * The few functions of the Wails runtime that the page itself needs, typed, and harmless where there is no
 * Wails (unit tests, a static preview). Everything else of the desktop goes through bound Go services.
 */

interface WailsRuntime {
  EventsOn(event: string, callback: (...data: unknown[]) => void): () => void;
  WindowSetTitle(title: string): void;
  WindowSetSystemDefaultTheme(): void;
  WindowSetLightTheme(): void;
  WindowSetDarkTheme(): void;
}

declare global {
  interface Window {
    readonly runtime?: WailsRuntime;
  }
}

const nothing = (): void => undefined;

/** Listens to an event from Go; the returned function stops it. The data is unknown until the bridge checked it. */
export function onEvent(event: string, callback: (data: unknown) => void): () => void {
  return window.runtime?.EventsOn(event, (data) => callback(data)) ?? nothing;
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
