/** Who is begun to be written to: somebody known is offered with the conversation that there is. */
import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FakeBridge } from '@/bridge/fake';
import * as rows from '@/bridge/fake-rows';
import { openNewThread } from '@/stores/view';
import { addThread, hour, now, open, setUp, tearDown } from '@/test/workspace';

let fake: FakeBridge;
beforeEach(() => {
  fake = setUp();
  addThread(fake, 't1', 'Lucia');
  fake.world.put('contacts', rows.contactRow({ id: 'con_t1', savedName: 'Lucia', phone: '+491712345678' }));
});
afterEach(tearDown);

async function typed(text: string): Promise<HTMLElement> {
  act(() => openNewThread());
  const dialog = await screen.findByRole('dialog', { name: 'New conversation' });
  fireEvent.change(within(dialog).getByRole('textbox', { name: 'To' }), { target: { value: text } });
  return dialog;
}

describe('a number that belongs to somebody known', () => {
  it('leads to their conversation, however it is written', async () => {
    const view = await open();
    for (const text of ['+491712345678', '+49 (0) 171 2345678', '+49 171/2345678', '+49–171–2345678', '\u202a+49 171 2345678\u202c', '0049 171 2345678']) {
      const dialog = await typed(text);
      expect(within(dialog).getByText(/belongs to .*Lucia/), text).toBeInTheDocument();
      expect(within(dialog).queryByRole('textbox', { name: /^Name/ })).toBeNull();
    }
    fireEvent.click(screen.getByRole('button', { name: 'Open conversation' }));
    expect(view.history.at(-1)).toBe('/threads/t1');
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(fake.world.calls.some((each) => each.name === 'threads.start')).toBe(false);
  });

  it('chooses them for a template, and still leads to the conversation', async () => {
    const view = await open();
    const dialog = await typed('+49 171 2345678');
    fireEvent.click(within(dialog).getByRole('button', { name: 'Send a template' }));
    expect(within(dialog).queryByRole('textbox', { name: 'To' })).toBeNull();
    fireEvent.click(within(dialog).getByRole('button', { name: 'Open conversation' }));
    expect(view.history.at(-1)).toBe('/threads/t1');
  });

  it('leads to the conversation with the number that is written from, before a newer one', async () => {
    fake.world.put('numbers', rows.numberRow({ id: 'num_2', name: 'Atelier' }));
    fake.world.put('threads', rows.threadRow({ id: 't2', contactId: 'con_t1', numberId: 'num_2', owner: 'usr_ana', lastAt: now - 3 * hour, lastCustomerAt: now - 3 * hour }));
    const view = await open();
    // "Atelier" stands first, so it is what is written from.
    fireEvent.click(within(await typed('+49 171 2345678')).getByRole('button', { name: 'Open conversation' }));
    expect(view.history.at(-1)).toBe('/threads/t2');
  });

  it('is suggested for a part of it, and not taken for another one', async () => {
    await open();
    for (const text of ['+49 171 2345679', '+49 171 234567', '+44 171 2345678']) {
      const dialog = await typed(text);
      expect(within(dialog).queryByText(/belongs to/), text).toBeNull();
      expect(within(dialog).getByRole('textbox', { name: /^Name/ })).toBeInTheDocument();
    }
    for (const text of ['0171 2345678', '5678', 'Luc']) {
      const known = within(await typed(text)).getByRole('list', { name: 'Known customer' });
      expect(within(known).getByRole('button', { name: /Lucia/ }), text).toBeInTheDocument();
    }
    fireEvent.click(screen.getByRole('button', { name: /Lucia/ }));
    expect(await screen.findByRole('button', { name: 'Open conversation' })).toBeInTheDocument();
  });
});

describe('a conversation by SMS', () => {
  it('begins with a text, which stays until it is sent, and counts its parts', async () => {
    fake.world.put('numbers', rows.numberRow({ id: 'num_sms', name: 'A texts', phone: '+14155550177', channel: 'sms' }));
    const view = await open();
    const dialog = await typed('+44 7700 900123');
    const send = within(dialog).getByRole('button', { name: 'Send and open' });
    expect(within(dialog).queryByText('Template')).toBeNull();
    expect(send).toBeDisabled();
    fireEvent.change(within(dialog).getByRole('textbox', { name: 'Message' }), { target: { value: 'x'.repeat(1601) } });
    expect(within(dialog).getByText(/at most 1600 characters/)).toBeInTheDocument();
    expect(send).toBeDisabled();
    fireEvent.change(within(dialog).getByRole('textbox', { name: 'Message' }), { target: { value: 'Your boots are ready ' } });
    expect(within(dialog).getByText(/1 SMS/)).toBeInTheDocument();
    act(() => fake.world.setState({ link: { ...fake.world.state.link, state: 'offline' } }));
    fireEvent.click(send);
    expect(await within(dialog).findByRole('alert')).toBeInTheDocument();
    expect(within(dialog).getByRole('textbox', { name: 'Message' })).toHaveValue('Your boots are ready ');
    act(() => fake.world.setState({ link: { ...fake.world.state.link, state: 'live' } }));
    fireEvent.click(send);
    await waitFor(() => expect(view.history.at(-1)).toMatch(/^\/threads\/thr/));
    const started = fake.world.calls.filter((each) => each.name === 'threads.start').at(-1)?.args[0];
    expect(started).toMatchObject({ numberId: 'num_sms', phone: '+44 7700 900123', text: 'Your boots are ready' });
  });
});
