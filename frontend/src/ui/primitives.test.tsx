import { act, fireEvent, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { ReactElement } from 'react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { TickState } from '@/lib/tick';
import { renderUi } from '@/test/render';
import { useAnnounce } from './announcer';
import { Avatar } from './avatar';
import { CountdownBar } from './countdown-bar';
import { IconButton } from './icon-button';
import { ariaKeys } from './kbd';
import { RelativeTime } from './relative-time';
import { Refusal } from './refusal';
import { EmptyState, ErrorState, Skeletons } from './states';
import { StatusLine } from './status-line';
import { Ticks } from './ticks';
import { WindowRing } from './window-ring';

afterEach(() => vi.useRealTimers());

describe('WindowRing', () => {
  it('draws the share that is left and says it in words', () => {
    const { container } = renderUi(
      <WindowRing fraction={0.25} tone="calm" label="Window closes in 6 h" size={36}>
        <Avatar id="1" name="Ana" />
      </WindowRing>,
    );
    expect(screen.getByRole('img', { name: 'Window closes in 6 h' })).toHaveAttribute('data-tone', 'calm');
    const [drawn, around] = (container.querySelectorAll('circle')[1]?.getAttribute('stroke-dasharray') ?? '').split(' ').map(Number);
    expect((drawn ?? 0) / (around ?? 1)).toBeCloseTo(0.25, 5);
  });

  it('has no arc when the window is shut', () => {
    const { container } = renderUi(
      <WindowRing fraction={0} tone="closed" label="Window closed">
        <Avatar id="1" name="Ana" />
      </WindowRing>,
    );
    expect(container.querySelectorAll('circle')).toHaveLength(1);
  });

  it('never draws more than a full round', () => {
    const { container } = renderUi(
      <WindowRing fraction={7} tone="calm" label="Open">
        <i />
      </WindowRing>,
    );
    const [drawn, around] = (container.querySelectorAll('circle')[1]?.getAttribute('stroke-dasharray') ?? '').split(' ');
    expect(drawn).toBe(around);
  });
});

describe('Refusal', () => {
  it('comes into view as it appears, and again when another takes its place', () => {
    const scrolled = vi.spyOn(Element.prototype, 'scrollIntoView');
    const { rerender } = renderUi(<Refusal error={undefined} fallback="That didn't work." />);
    expect(scrolled).not.toHaveBeenCalled();
    rerender(<Refusal error={{ message: 'The name is taken.', shown: '' }} fallback="That didn't work." />);
    expect(screen.getByRole('alert')).toHaveTextContent('The name is taken.');
    expect(scrolled.mock.contexts).toEqual([screen.getByRole('alert')]);
    rerender(<Refusal error={{ message: '', shown: 'internal' }} fallback="That didn't work." />);
    expect(screen.getByRole('alert')).toHaveTextContent("That didn't work.");
    expect(scrolled).toHaveBeenCalledTimes(2);
    scrolled.mockRestore();
  });
});

describe('Avatar', () => {
  it('keeps its tint when the name changes, and can hide the name', () => {
    const { container, rerender } = renderUi(<Avatar id="c-1" name="Lucía Fernández" />);
    const tint = container.querySelector('[data-tint]')?.getAttribute('data-tint');
    expect(container.querySelector('bdi')).toHaveTextContent('LF');
    rerender(<Avatar id="c-1" name="Other" text="?" />);
    expect(container.querySelector('[data-tint]')).toHaveAttribute('data-tint', tint);
    expect(container.querySelector('bdi')).toHaveTextContent('?');
  });
});

describe('Ticks', () => {
  it.each<TickState>(['queued', 'sent', 'delivered', 'read', 'failed', 'unknown'])('%s has its word', (state) => {
    renderUi(<Ticks state={state} label={`is ${state}`} />);
    expect(screen.getByRole('img', { name: `is ${state}` })).toHaveAttribute('data-state', state);
  });

  it('opens its reason, where there is one', async () => {
    const why = vi.fn();
    const { rerender } = renderUi(<Ticks state="failed" label="Not sent" onReason={why} />);
    await userEvent.click(screen.getByRole('button', { name: 'Not sent' }));
    expect(why).toHaveBeenCalledOnce();
    rerender(<Ticks state="read" label="Read" />);
    expect(screen.queryByRole('button')).toBeNull();
  });
});

describe('states', () => {
  it('says what, why and what to do, with the code last', async () => {
    const run = vi.fn();
    renderUi(<ErrorState what="Not sent." why="The window closed." todo="Choose a template." code="conflict/windowClosed" action={{ label: 'Choose', run }} />);
    expect(screen.getByRole('alert').textContent).toBe('Not sent.The window closed.Choose a template.Chooseconflict/windowClosed');
    await userEvent.click(screen.getByRole('button', { name: 'Choose' }));
    expect(run).toHaveBeenCalledOnce();
  });

  it('offers the one thing to do when empty', async () => {
    const run = vi.fn();
    renderUi(<EmptyState title="No inboxes" text="An inbox decides who answers." action={{ label: 'Add inbox', run }} />);
    await userEvent.click(screen.getByRole('button', { name: 'Add inbox' }));
    expect(run).toHaveBeenCalledOnce();
  });

  it('shows skeletons only after 150 ms', () => {
    vi.useFakeTimers();
    renderUi(<Skeletons rows={3} label="Loading" />);
    act(() => void vi.advanceTimersByTime(149));
    expect(screen.queryAllByTestId('skeleton')).toHaveLength(0);
    act(() => void vi.advanceTimersByTime(1));
    expect(screen.getAllByTestId('skeleton')).toHaveLength(3);
  });

  it('announces the connection without its restless detail', () => {
    renderUi(<StatusLine tone="busy" text="Catching up (1,204)" detail="2 s ago" />);
    expect(screen.getByRole('status').textContent).toBe('Catching up (1,204)');
    expect(screen.getByText(/2 s ago/)).toBeInTheDocument();
  });
});

describe('IconButton', () => {
  it('has a name, its keys, and teaches both on hover', async () => {
    const click = vi.fn();
    renderUi(<IconButton label="Close conversation" icon={<i />} keys="mod+e" onClick={click} />);
    const button = screen.getByRole('button', { name: 'Close conversation' });
    expect(button).toHaveAttribute('aria-keyshortcuts', 'Control+E');
    await userEvent.click(button);
    expect(click).toHaveBeenCalledOnce();
    expect(await screen.findByRole('tooltip')).toHaveTextContent('Close conversationCtrl E');
  });

  it('names keys as ARIA does', () => {
    expect(ariaKeys('escape')).toBe('Escape');
  });
});

describe('time', () => {
  it('empties a countdown by the clock', () => {
    vi.useFakeTimers({ now: 100_000 });
    renderUi(<CountdownBar startsAt={100_000} endsAt={130_000} label="Time to accept" />);
    const bar = screen.getByRole('progressbar', { name: 'Time to accept' });
    expect(bar).toHaveAttribute('aria-valuenow', '100');
    act(() => void vi.advanceTimersByTime(12_000));
    expect(bar).toHaveAttribute('aria-valuenow', '60');
    expect(bar).toHaveAttribute('aria-valuetext', '0:18');
    act(() => void vi.advanceTimersByTime(60_000));
    expect(bar).toHaveAttribute('aria-valuenow', '0');
  });

  it('keeps words true and has the exact time on hover', () => {
    vi.useFakeTimers({ now: new Date(2026, 2, 14, 12, 0, 0) });
    const { container } = renderUi(<RelativeTime at={Date.now()} locale="en" />);
    const time = container.querySelector('time');
    expect(time).toHaveTextContent('now');
    expect(time?.title).toMatch(/March 14, 2026.*12:00:00/);
    act(() => void vi.advanceTimersByTime(4 * 60_000));
    expect(time?.textContent).toBe('4\u00a0min');
  });
});

function Speaker(): ReactElement {
  const announce = useAnnounce();
  return (
    <>
      <button onClick={() => announce('Copied')}>say</button>
      <button onClick={() => announce('Not sent', 'assertive')}>shout</button>
    </>
  );
}

describe('announcer', () => {
  it('says the same words again as a change', () => {
    renderUi(<Speaker />);
    const region = screen.getByTestId('polite');
    fireEvent.click(screen.getByText('say'));
    const first = region.textContent;
    fireEvent.click(screen.getByText('say'));
    expect(first).toBe('Copied');
    expect(region.textContent).not.toBe(first);
    fireEvent.click(screen.getByText('shout'));
    expect(screen.getByTestId('assertive')).toHaveTextContent('Not sent');
  });
});
