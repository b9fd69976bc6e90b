import { act, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LookFields } from '@/features/settings/look';
import { listenToKeys } from '@/lib/keyboard';
import { shortcuts } from '@/lib/shortcuts';
import { setDensity, setTextSize, useLook } from '@/stores/look';
import { renderUi } from '@/test/render';
import { LookActs, LookOnDocument } from './look-acts';

const root = document.documentElement;
let stop = (): void => undefined;
beforeEach(() => void (stop = listenToKeys(shortcuts)));
afterEach(() => {
  stop();
  act(() => {
    setTextSize(100);
    setDensity('comfortable');
  });
});

function draw(): void {
  renderUi(
    <>
      <LookOnDocument />
      <LookActs />
      <LookFields />
      <input aria-label="Words" />
    </>,
    '/',
  );
}

describe('the size of the text', () => {
  it('grows and shrinks by key from everywhere, and is kept', async () => {
    draw();
    const user = userEvent.setup();
    await user.click(screen.getByRole('textbox', { name: 'Words' }));
    await user.keyboard('{Control>}+{/Control}');
    expect(root.style.fontSize).toBe('110%');
    for (let step = 0; step < 9; step++) await user.keyboard('{Control>}={/Control}');
    expect(root.style.fontSize).toBe('200%');
    expect(window.localStorage.getItem('parley.look.text')).toBe('200');
    await user.keyboard('{Control>}-{/Control}');
    expect(root.style.fontSize).toBe('175%');
    await user.keyboard('{Control>}0{/Control}');
    expect(root.style.fontSize).toBe('');
    expect(screen.getByRole('textbox', { name: 'Words' })).toHaveValue('');
  });

  it('and the space are chosen in the settings', async () => {
    draw();
    await userEvent.click(screen.getByRole('radio', { name: 'Compact' }));
    expect(root.dataset['density']).toBe('compact');
    expect(useLook.getState().density).toBe('compact');
  });
});
