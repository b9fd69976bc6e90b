import { Menu } from '@mantine/core';
import { fireEvent, screen, waitFor } from '@testing-library/react';
import { type ReactElement, useState } from 'react';
import { expect, it } from 'vitest';
import { renderUi } from '@/test/render';
import { useFocusBack } from './use-focus-back';
import { useReplyField } from './use-shortcuts';

function Shown({ onClose }: { readonly onClose: () => void }): ReactElement {
  useFocusBack();
  return (
    <button type="button" ref={(element) => element?.focus()} onClick={onClose}>
      Close
    </button>
  );
}

function Screen(): ReactElement {
  const [opened, setOpened] = useState(false);
  return (
    <>
      <button type="button" onClick={() => setOpened(true)}>
        Plain
      </button>
      <Menu>
        <Menu.Target>
          <button type="button">More</button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => setOpened(true)}>Open</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {opened && <Shown onClose={() => setOpened(false)} />}
    </>
  );
}

it('gives the keyboard back to the button, or to that of the menu whose item it was', async () => {
  renderUi(<Screen />);
  const plain = screen.getByRole('button', { name: 'Plain' });
  plain.focus();
  fireEvent.click(plain);
  fireEvent.click(screen.getByRole('button', { name: 'Close' }));
  await waitFor(() => expect(plain).toHaveFocus());
  fireEvent.click(screen.getByRole('button', { name: 'More' }));
  const item = await screen.findByRole('menuitem', { name: 'Open' });
  item.focus();
  fireEvent.click(item);
  fireEvent.click(screen.getByRole('button', { name: 'Close' }));
  await waitFor(() => expect(screen.getByRole('button', { name: 'More' })).toHaveFocus());
});

function FromPalette(): ReactElement {
  useReplyField('reply');
  const [at, setAt] = useState<'palette' | 'dialog' | ''>('palette');
  return (
    <>
      <textarea id="reply" aria-label="Reply" />
      {at === 'palette' && <input aria-label="Palette" autoFocus onKeyDown={() => setAt('dialog')} />}
      {at === 'dialog' && <Shown onClose={() => setAt('')} />}
    </>
  );
}

it('goes on with the reply when what it was asked for from is gone too', async () => {
  renderUi(<FromPalette />);
  fireEvent.keyDown(screen.getByRole('textbox', { name: 'Palette' }), { key: 'Enter' });
  fireEvent.click(await screen.findByRole('button', { name: 'Close' }));
  await waitFor(() => expect(screen.getByRole('textbox', { name: 'Reply' })).toHaveFocus());
});
