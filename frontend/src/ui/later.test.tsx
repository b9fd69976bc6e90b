import { act, render, screen } from '@testing-library/react';
import { expect, it, vi } from 'vitest';
import { LaterBelow } from './later';

/** The last observer that was made, so that a test can say what it sees: jsdom lays nothing out. */
function watched(): { readonly see: (height: number) => void } {
  let tell: (height: number) => void = () => undefined;
  vi.stubGlobal('ResizeObserver', class {
    constructor(heard: (entries: readonly unknown[]) => void) {
      tell = (height) => heard([{ contentRect: { height } }]);
    }
    observe(): void {}
    disconnect(): void {}
  });
  return { see: (height) => tell(height) };
}

it('keeps the room of what stood there before until it is drawn', async () => {
  const { see } = watched();
  const first = render(<LaterBelow place="test"><p>first</p></LaterBelow>);
  await screen.findByText('first');
  act(() => see(48));
  first.unmount();
  const seen: string[] = [];
  const Look = (): null => {
    seen.push(document.querySelector<HTMLElement>('[data-box] > div')?.style.height ?? '');
    return null;
  };
  render(<div data-box><LaterBelow place="test"><Look /></LaterBelow></div>);
  expect(seen).toContain('48px');
});
