import { act, fireEvent, screen, within } from '@testing-library/react';
import { type ReactElement, useState } from 'react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { renderUi } from '@/test/render';
import { keepFocus } from './keep-focus';

let stop = (): void => undefined;
beforeEach(() => {
  vi.useFakeTimers();
  stop = keepFocus();
});
afterEach(() => {
  stop();
  vi.useRealTimers();
});

/** A list with a dialog that is taken away whole, rows that are deleted, a button that a form replaces, and one that waits. */
function Screen(): ReactElement {
  const [open, setOpen] = useState(false);
  const [rows, setRows] = useState(['One', 'Two']);
  const [form, setForm] = useState(false);
  const [busy, setBusy] = useState(false);
  const [drawn, setDrawn] = useState(0);
  const [held, setHeld] = useState(['first', 'second']);
  const [sent, setSent] = useState<readonly string[]>([]);
  return (
    <main>
      <button key={drawn} type="button" onClick={() => setDrawn(drawn + 1)}>Draw anew</button>
      <button type="button" onClick={() => setOpen(true)}>Open</button>
      <button type="button" disabled={busy} onClick={() => { setBusy(true); setTimeout(() => setBusy(false), 500); }}>Ask</button>
      <section aria-label="Rows">
        {rows.map((each) => <button key={each} type="button" onClick={() => setRows(rows.filter((other) => other !== each))}>{each}</button>)}
      </section>
      <section aria-label="Replies">
        {held.map((each) => (
          <div key={each} role="listitem">
            <div role="article" aria-label={each}>
              {!sent.includes(each) && <button type="button" onClick={() => setSent([...sent, each])}>Send anyway</button>}
              <button type="button" onClick={() => setHeld(held.filter((other) => other !== each))}>Discard</button>
            </div>
          </div>
        ))}
      </section>
      <section aria-label="Apps">
        {form ? <form><input aria-label="Name" /></form> : <button type="button" onClick={() => setForm(true)}>Add</button>}
      </section>
      {open && (
        <div role="dialog" aria-label="Dialog">
          <button type="button" onClick={() => setOpen(false)}>Shut</button>
        </div>
      )}
    </main>
  );
}

const button = (name: string): HTMLElement => screen.getByRole('button', { name });

/** Presses what has the focus, as Enter does, and lets what follows happen. */
function press(element: HTMLElement, after = 100): void {
  act(() => element.focus());
  fireEvent.keyDown(element, { key: 'Enter' });
  fireEvent.click(element);
  act(() => void vi.advanceTimersByTime(after));
}

describe('the focus', () => {
  it('is again on what opened a dialog that was taken away', () => {
    renderUi(<Screen />);
    press(button('Open'));
    press(button('Shut'));
    expect(button('Open')).toHaveFocus();
  });

  it('is on what a deleted row stood in, where no key does anything, and leaves no stop behind', () => {
    renderUi(<Screen />);
    press(button('One'));
    const rows = screen.getByRole('region', { name: 'Rows' });
    expect(rows).toHaveFocus();
    act(() => button('Two').focus());
    expect(rows).not.toHaveAttribute('tabindex');
  });

  it('is not on the same button of another message, which a second Enter would press', () => {
    renderUi(<Screen />);
    press(within(screen.getByRole('article', { name: 'first' })).getByRole('button', { name: 'Send anyway' }));
    expect(screen.getByRole('article', { name: 'first' })).toHaveFocus();
    press(within(screen.getByRole('article', { name: 'first' })).getByRole('button', { name: 'Discard' }));
    expect(screen.getByRole('region', { name: 'Replies' })).toHaveFocus();
  });

  it('is in the form that took the place of a button', () => {
    renderUi(<Screen />);
    press(button('Add'));
    expect(screen.getByRole('textbox', { name: 'Name' })).toHaveFocus();
  });

  it('comes back to a button that was off while it waited', () => {
    renderUi(<Screen />);
    press(button('Ask'));
    act(() => button('Ask').blur()); // as a browser does with what is disabled
    act(() => void vi.advanceTimersByTime(1000));
    expect(button('Ask')).toHaveFocus();
  });

  it('is on the same control where it was drawn anew', () => {
    renderUi(<Screen />);
    const first = button('Draw anew');
    press(first);
    expect(first).not.toBeInTheDocument();
    expect(button('Draw anew')).toHaveFocus();
  });

  it('is not taken back by what somebody left', () => {
    renderUi(<Screen />);
    act(() => button('Open').focus());
    act(() => button('Open').blur());
    fireEvent.click(document.body);
    act(() => void vi.advanceTimersByTime(5000));
    expect(document.body).toHaveFocus();
  });
});
