import { fireEvent, screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { renderUi } from '@/test/render';
import { SplitPane } from './split-pane';

const pane = (side: 'start' | 'end' = 'start', collapsed = false): React.ReactElement => (
  <SplitPane id="list" side={side} size={320} min={240} max={480} label="Width of the list" collapsed={collapsed} pane="PANE" rest="REST" />
);
const divider = (): HTMLElement => screen.getByRole('separator', { name: 'Width of the list' });
const width = (): string | null => divider().getAttribute('aria-valuenow');
const key = (name: string): boolean => fireEvent.keyDown(divider(), { key: name });

describe('SplitPane', () => {
  it('moves by keys within its limits and remembers', () => {
    const first = renderUi(pane());
    key('ArrowRight');
    expect(width()).toBe('336');
    first.unmount();
    renderUi(pane());
    expect(width()).toBe('336');
    key('End');
    key('ArrowRight');
    expect(width()).toBe('480');
    key('Home');
    key('ArrowLeft');
    expect(width()).toBe('240');
    fireEvent.doubleClick(divider());
    expect(width()).toBe('320');
  });

  it('grows towards the rest: leftwards at the end, and mirrored right to left', () => {
    renderUi(pane('end'));
    key('ArrowLeft');
    expect(width()).toBe('336');
    divider().style.direction = 'rtl';
    key('ArrowLeft');
    expect(width()).toBe('320');
  });

  it('follows the pointer and keeps the width on release only', () => {
    renderUi(pane());
    divider().setPointerCapture = () => undefined;
    fireEvent.pointerDown(divider(), { button: 0, clientX: 320 });
    fireEvent.pointerMove(divider(), { clientX: 380 });
    expect(width()).toBe('380');
    expect(window.localStorage.getItem('parley.split.list')).toBeNull();
    fireEvent.pointerUp(divider(), { clientX: 390 });
    expect(window.localStorage.getItem('parley.split.list')).toBe('390');
    fireEvent.pointerMove(divider(), { clientX: 100 });
    expect(width()).toBe('390');
  });

  it('does not believe a stored width outside its limits', () => {
    window.localStorage.setItem('parley.split.list', '99999');
    renderUi(pane());
    expect(width()).toBe('480');
  });

  it('hides the pane and keeps the rest', () => {
    renderUi(pane('end', true));
    expect(screen.queryByRole('separator')).toBeNull();
    expect(screen.queryByText('PANE')).toBeNull();
    expect(screen.getByText('REST')).toBeInTheDocument();
  });
});
