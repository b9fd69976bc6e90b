import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FakeBridge } from '@/bridge/fake';
import { addThread, field, hour, list, now, open, setUp, tearDown, thread } from '@/test/workspace';

let fake: FakeBridge;
beforeEach(() => {
  fake = setUp();
});
afterEach(tearDown);

describe('the channel of a conversation', () => {
  it('is said beside the number; WhatsApp has a window', async () => {
    addThread(fake, 't1', 'Lucia', { lastCustomerAt: now - 25 * hour });
    await open('/threads/t1');
    expect(await within(thread()).findByText(/WhatsApp$/)).toBeInTheDocument();
    expect(within(thread()).getByText('window closed')).toBeInTheDocument();
    expect(screen.queryByRole('textbox', { name: 'Reply' })).toBeNull();
  });

  it('has no clock on SMS, and may always be written to', async () => {
    addThread(fake, 't1', 'Lucia', { channel: 'sms', lastCustomerAt: now - 25 * hour });
    await open('/threads/t1');
    expect(await within(thread()).findByText(/SMS$/)).toBeInTheDocument();
    expect(within(thread()).queryByText(/window|closes in/)).toBeNull();
    expect(within(list()).queryByText('Window closed')).toBeNull();
    expect(field()).toBeEnabled();
  });

  it('carries texts alone on SMS, and says in how many SMS a text goes', async () => {
    addThread(fake, 't1', 'Lucia', { channel: 'sms' });
    await open('/threads/t1');
    await userEvent.type(await within(thread()).findByRole('textbox', { name: 'Reply' }), 'hello');
    expect(within(thread()).getByText('1 SMS · 155 left')).toBeInTheDocument();
    await userEvent.clear(field());
    await userEvent.paste(`${'x'.repeat(70)}ç`);
    expect(within(thread()).getByText('2 SMS · 63 left')).toBeInTheDocument();
    for (const name of ['Attach files', 'Send a template']) expect(within(thread()).queryByRole('button', { name })).toBeNull();
    await userEvent.clear(field());
    await userEvent.paste('x'.repeat(1601));
    expect(within(thread()).getByText('1 character too many')).toBeInTheDocument();
    expect(within(thread()).getByRole('button', { name: 'Send' })).toBeDisabled();
  });

  it('goes on after its end on SMS by writing again, without a template', async () => {
    addThread(fake, 't1', 'Lucia', { channel: 'sms', open: false, state: 'ended' });
    await open('/threads/t1');
    await userEvent.click(await within(thread()).findByRole('button', { name: 'Write again' }));
    await userEvent.type(await within(thread()).findByRole('textbox', { name: 'Reply' }), 'one more thing');
    await userEvent.click(within(thread()).getByRole('button', { name: 'Send' }));
    await waitFor(() => expect(field()).toHaveValue(''));
    expect(await within(thread()).findByText('one more thing')).toBeInTheDocument();
  });
});
