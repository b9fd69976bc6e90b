import { act, render, screen } from '@testing-library/react';
import type { ReactElement } from 'react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { relayNow, setClockOffset, useNow } from './clock';

function Show(): ReactElement {
  return <output>{useNow(1000)}</output>;
}

describe('clock', () => {
  beforeEach(() => vi.useFakeTimers({ now: 1_000_000 }));
  afterEach(() => {
    setClockOffset(0);
    vi.useRealTimers();
  });

  it('follows the relay, not this computer', () => {
    setClockOffset(-5000);
    expect(relayNow()).toBe(995_000);
  });

  it('shows at once that a clock was set', () => {
    render(<Show />);
    act(() => setClockOffset(86_400_000));
    expect(screen.getByRole('status').textContent).toBe('87400000');
  });

  it('beats once for all and stops when nobody listens', () => {
    const { unmount } = render(
      <>
        <Show />
        <Show />
      </>,
    );
    expect(vi.getTimerCount()).toBe(1);
    act(() => void vi.advanceTimersByTime(3000));
    expect(screen.getAllByRole('status').map((each) => each.textContent)).toEqual(['1003000', '1003000']);
    unmount();
    expect(vi.getTimerCount()).toBe(0);
  });
});
