/** Runs before every test file that has a browser: matchers, and the parts that jsdom lacks and Mantine asks for. */
import '@testing-library/jest-dom/vitest';
import { notifications } from '@mantine/notifications';
import { cleanup, configure } from '@testing-library/react';
import { afterEach, vi } from 'vitest';
import { emptyWindow } from './empty-window';

// The files before this one, in the same worker, had this very window.
emptyWindow();

// Whole pages take their time where every core is busy; a failing test may wait, a passing one does not.
configure({ asyncUtilTimeout: 20_000 });

afterEach(() => {
  cleanup();
  window.localStorage.clear();
  // Toasts stand in the package, which the files of a worker share: one that stayed was found by the tests of the next file.
  notifications.clean();
  notifications.cleanQueue();
});

Object.defineProperty(window, 'matchMedia', {
  writable: true,
  configurable: true,
  value: (query: string) => ({
    matches: false,
    media: query,
    onchange: null,
    addListener: vi.fn(),
    removeListener: vi.fn(),
    addEventListener: vi.fn(),
    removeEventListener: vi.fn(),
    dispatchEvent: vi.fn(),
  }),
});

class QuietResizeObserver {
  observe(): void {
    // jsdom lays nothing out, so there is never a size to report.
  }
  unobserve(): void {
    // See observe.
  }
  disconnect(): void {
    // See observe.
  }
}
window.ResizeObserver = QuietResizeObserver;
// Newer browsers answer with a promise: an effect that gives it back is taken for one that cleans up, and the screen stops.
Element.prototype.scrollIntoView = Element.prototype.scrollTo = () => Promise.resolve() as unknown as undefined;
// Mantine waits for fonts before it measures a growing text field.
Object.defineProperty(document, 'fonts', { configurable: true, value: { addEventListener: vi.fn(), removeEventListener: vi.fn() } });
// axe looks for drawn icons in a canvas; there is none to draw in.
HTMLCanvasElement.prototype.getContext = () => null;
