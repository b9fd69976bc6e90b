import { fireEvent, screen, waitFor } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { contactRow, threadRow, userRow } from '@/bridge/fake-rows';
import { closeFake, openFake, renderPage } from '@/test/feature';
import { CardForm } from './card-form';

afterEach(() => {
  window.localStorage.clear();
  closeFake();
});

async function open(): Promise<void> {
  await openFake(({ world }) => {
    world.put('users', userRow({ id: 'usr_1', name: 'Olga' }), userRow({ id: 'usr_7', name: 'Ravi Rao', email: 'ravi@example.org' }));
    world.state = { ...world.state, userId: 'usr_1' };
    world.put('contacts', contactRow({ id: 'con_9', savedName: 'Zoë', username: 'zed.writes', phone: '+34600123456' }));
    world.put('threads', threadRow({ id: 't9', contactId: 'con_9' }));
  });
  renderPage(<CardForm threadId="t1" onSend={() => Promise.resolve(true)} onClose={() => undefined} />);
  // The dialog gives the keyboard to its first field a moment later, and a search that loses it is over.
  await waitFor(() => expect(document.activeElement).toBe(screen.getByLabelText(/^Name/u)));
}

const search = (query: string): void => {
  const input = screen.getByLabelText('Fill in from', { selector: 'input' });
  // Mantine takes what is written elsewhere than in the field with the focus for an autofill.
  input.focus();
  fireEvent.change(input, { target: { value: query } });
};
const offered = (): (string | null)[] => screen.queryAllByRole('option', { hidden: true }).map((each) => each.textContent).filter((each) => !['work', 'home', 'other'].includes(each ?? ''));

describe('a contact card that is filled in from somebody', () => {
  it('keeps nothing of whoever it was filled in from before', async () => {
    await open();
    search('zoe');
    fireEvent.click(await screen.findByRole('option', { name: 'Zoë · +34 600 12 34 56', hidden: true }));
    await waitFor(() => expect(screen.getByLabelText('Number')).toHaveValue('+34600123456'));
    search('ravi');
    fireEvent.click(await screen.findByRole('option', { name: 'Ravi Rao', hidden: true }));
    await waitFor(() => expect(screen.getByLabelText(/^Name/u)).toHaveValue('Ravi Rao'));
    expect(screen.getByLabelText('Number')).toHaveValue('');
    expect(screen.getByLabelText('E-mail')).toHaveValue('ravi@example.org');
  });

  it('finds customers by number and user name, and without accents', async () => {
    await open();
    for (const query of ['600 123 456', 'zed.writes', 'zoe']) {
      search(query);
      await waitFor(() => expect(offered()).toEqual(['Zoë · +34 600 12 34 56']));
    }
  });
});
