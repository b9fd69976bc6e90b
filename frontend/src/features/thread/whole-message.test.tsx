import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it } from 'vitest';
import { messageRow } from '@/bridge/fake-rows';
import { closeFake, openFake, renderPage } from '@/test/feature';
import { Bubble } from './bubble';

afterEach(closeFake);

describe('rule 3: a message that is longer than its row', () => {
  const long = messageRow({ id: 'msg_long', threadId: 'thr_1', text: 'the beginning…', more: true });
  const bubble = (message: typeof long) => <Bubble message={message} name="Maya" first last flashed={false} />;

  it('says that there is more, and opens all of it in parts', async () => {
    const fake = await openFake(({ world }) => world.put('messages', long));
    renderPage(bubble(long));
    await userEvent.click(screen.getByRole('button', { name: 'More on the relay' }));
    await waitFor(() => expect(screen.getByRole('document')).toHaveTextContent('the beginning…'));
    await userEvent.click(screen.getByRole('button', { name: 'Show more' }));
    await waitFor(() => expect(screen.getByRole('document')).toHaveTextContent('the beginning… and the rest of it'));
    expect(screen.queryByRole('button', { name: 'Show more' })).toBeNull();
    expect(fake.world.state.link.skipped).toBe(0);
  });

  it('says why the rest cannot be had', async () => {
    await openFake(({ world }) => {
      world.put('messages', long);
      world.setOnline(false);
    });
    renderPage(bubble(long));
    await userEvent.click(screen.getByRole('button', { name: 'More on the relay' }));
    expect(await screen.findByText('There is no connection to the relay.')).toBeVisible();
  });

  it('offers nothing of the kind where all of it is here', async () => {
    await openFake(() => undefined);
    renderPage(bubble({ ...long, more: false }));
    expect(screen.queryByRole('button', { name: 'More on the relay' })).toBeNull();
  });
});
