// @vitest-environment jsdom
import { afterEach, describe, expect, it, vi } from 'vitest';
import { onEvent, setTitle, setWindowTheme } from './runtime';

afterEach(() => vi.unstubAllGlobals());

describe('runtime', () => {
  it('does nothing without Wails', () => {
    expect(() => {
      onEvent('changed', () => undefined)();
      setWindowTheme('dark');
    }).not.toThrow();
    setTitle('Parley · 2');
    expect(document.title).toBe('Parley · 2');
  });

  it('passes the first datum on and stops when asked', () => {
    const stop = vi.fn();
    const EventsOn = vi.fn((_event: string, callback: (...data: unknown[]) => void) => {
      callback({ seq: 7 }, 'more');
      return stop;
    });
    vi.stubGlobal('runtime', { EventsOn });
    const heard = vi.fn();
    onEvent('changed', heard)();
    expect(EventsOn.mock.calls[0]?.[0]).toBe('changed');
    expect(heard).toHaveBeenCalledExactlyOnceWith({ seq: 7 });
    expect(stop).toHaveBeenCalledOnce();
  });

  it.each([
    ['auto', 'WindowSetSystemDefaultTheme'],
    ['light', 'WindowSetLightTheme'],
    ['dark', 'WindowSetDarkTheme'],
  ] as const)('%s sets the frame by %s', (scheme, name) => {
    const call = vi.fn();
    vi.stubGlobal('runtime', { [name]: call });
    setWindowTheme(scheme);
    expect(call).toHaveBeenCalledOnce();
  });
});
