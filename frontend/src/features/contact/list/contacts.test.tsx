import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BridgeError } from '@/bridge/errors';
import type { FakeBridge } from '@/bridge/fake';
import { contactRow, fakeStart, interactionRow, messageRow, numberRow, threadRow, userRow } from '@/bridge/fake-rows';
import { closeMerging, useMerging } from '@/stores/merging';
import { axeFindings, closeFake, openFake, type Opened, renderPage } from '@/test/feature';
import { fakeLayout } from '@/test/layout';
import { ContactsPage } from './page';

let fake: FakeBridge;

beforeEach(() => {
  window.localStorage.clear();
  fakeLayout(1000, 53, 900);
});
afterEach(closeFake);

const media = { id: 'med_1', state: 'ready', reason: '', mime: 'application/pdf', size: 1000, fileName: 'invoice.pdf', voice: false, animated: false, width: 0, height: 0 } as const;

async function open(path = '/contacts', prepare: (fake: FakeBridge) => void = () => undefined): Promise<Opened> {
  fake = await openFake((opened) => {
    const { world } = opened;
    world.put('users', userRow({ id: 'usr_1', name: 'Olga' }));
    world.state = { ...world.state, userId: 'usr_1' };
    world.put('numbers', numberRow({ id: 'num_1', name: 'Support' }));
    world.put('contacts', contactRow({ id: 'con_1', profileName: 'Lucía', phone: '+34600000001', labels: ['VIP'] }), contactRow({ id: 'con_2', profileName: 'Bo', phone: '+34600000002', blockedAt: fakeStart, blockedBy: 'usr_1' }));
    world.put('threads', threadRow({ id: 'thr_1', contactId: 'con_1', interactionId: 'int_1', lastAt: fakeStart - 60_000 }));
    world.put('interactions', interactionRow({ id: 'int_1', threadId: 'thr_1', startedAt: fakeStart - 120_000 }));
    world.put('messages', messageRow({ id: 'm1', threadId: 'thr_1', interactionId: 'int_1', text: 'Where is my parcel?', seq: 1 }), messageRow({ id: 'm2', threadId: 'thr_1', interactionId: 'int_1', type: 'document', text: '', seq: 2, media }));
    prepare(opened);
  });
  return renderPage(<ContactsPage />, path);
}

const asked = (): unknown => fake.world.calls.findLast((each) => each.name === 'contacts.list')?.args[0];

describe('contacts', () => {
  it('lists customers and narrows by words, by those who are blocked, and in another order', async () => {
    const opened = await open();
    const rows = within(await screen.findByRole('table', { name: 'Contacts' })).getAllByRole('row');
    expect(rows[1]).toHaveTextContent(/Lucía.*600 00 00 01.*VIP.*1 min.*None/);
    expect(rows[2]).toHaveTextContent(/Bo.*Blocked.*Never wrote/);
    expect(await axeFindings()).toEqual([]);
    await userEvent.type(screen.getByRole('searchbox'), 'luc');
    await waitFor(() => expect(screen.queryByText('Bo')).toBeNull());
    expect(screen.getByText('1 found')).toBeInTheDocument();
    await userEvent.clear(screen.getByRole('searchbox'));
    fireEvent.click(screen.getByRole('radio', { name: 'Blocked' }));
    await waitFor(() => expect(asked()).toMatchObject({ blocked: true, text: '', sort: 'last' }));
    await waitFor(() => expect(screen.queryByText('Lucía')).toBeNull());
    await userEvent.type(screen.getByRole('searchbox'), 'nobody');
    expect(await screen.findByRole('heading', { name: 'Nobody is blocked' })).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: 'Show all contacts' }));
    await userEvent.click(await screen.findByText('Lucía'));
    expect(opened.history.at(-1)).toBe('/contacts/con_1');
  });

  it('opens the person where somebody was merged, and parts them by a button of its own', async () => {
    const opened = await open('/contacts', ({ world }) => world.put('contacts', contactRow({ id: 'con_3', profileName: 'Lu', phone: '+34600000003', mergedInto: 'con_1' })));
    fireEvent.click(await screen.findByRole('radio', { name: 'Merged' }));
    fireEvent.click(await screen.findByText('Lu'));
    expect(opened.history.at(-1)).toBe('/contacts/con_1');
    fireEvent.click(await screen.findByRole('button', { name: 'Undo the merge of Lu', hidden: true }));
    expect(useMerging.getState().open).toEqual({ kind: 'unmerge', contactId: 'con_3' });
    closeMerging();
  });

  it('shows one with conversations and files, and keeps a note that is being written', async () => {
    const opened = await open('/contacts/con_1');
    const drawer = within(await screen.findByRole('dialog', { name: 'Contact' }));
    expect(await drawer.findByText('Where is my parcel?')).toBeInTheDocument();
    expect(await drawer.findByRole('button', { name: 'Open invoice.pdf' })).toBeInTheDocument();
    fireEvent.click(drawer.getByRole('button', { name: 'Add a note' }));
    fireEvent.change(drawer.getByRole('textbox', { name: /^Note/ }), { target: { value: 'x'.repeat(1001) } });
    expect(drawer.getByText('A note has 1000 characters at most.')).toBeInTheDocument();
    expect(drawer.getByRole('button', { name: 'Save note' })).toBeDisabled();
    fireEvent.change(drawer.getByRole('textbox', { name: /^Note/ }), { target: { value: 'Prefers mornings.' } });
    fireEvent.click(drawer.getByRole('button', { name: 'Save note' }));
    await waitFor(() => expect(drawer.getByRole('button', { name: 'Delete the note' })).toBeEnabled());
    fireEvent.click(drawer.getByRole('button', { name: 'Delete the note' }));
    expect(fake.world.calls.findLast((each) => each.name === 'contact.note')?.args[0]).toEqual({ contactId: 'con_1', text: 'Prefers mornings.' });
    await waitFor(() => expect(drawer.queryByText('Prefers mornings.')).toBeNull());
    fireEvent.click(drawer.getByRole('button', { name: 'View chat: Where is my parcel?' }));
    await waitFor(() => expect(opened.history.at(-1)).toBe('/threads/thr_1'));
  });

  it('blocks after a question and unblocks at once', async () => {
    await open('/contacts/con_1');
    const drawer = within(await screen.findByRole('dialog', { name: 'Contact' }));
    fireEvent.click(await drawer.findByRole('button', { name: 'Block' }));
    const question = within(await screen.findByRole('dialog', { name: 'Block Lucía?' }));
    expect(question.getByText(/at WhatsApp they are not blocked/)).toBeInTheDocument();
    fireEvent.click(question.getByRole('button', { name: 'Block' }));
    expect(await drawer.findByText(/^Blocked by Olga/)).toBeInTheDocument();
    // The row may come before the answer to the request does, and until then the button waits.
    await waitFor(() => expect(drawer.getByRole('button', { name: 'Unblock' })).toBeEnabled());
    fireEvent.click(drawer.getByRole('button', { name: 'Unblock' }));
    await waitFor(() => expect(drawer.queryByText(/^Blocked by Olga/)).toBeNull());
  });

  it('says why there are none: nobody yet, a failure, no connection', async () => {
    await open('/contacts', ({ world }) => {
      world.drop('contacts', 'con_1');
      world.drop('contacts', 'con_2');
    });
    expect(await screen.findByRole('heading', { name: 'No contacts yet' })).toBeInTheDocument();
    fake.world.fail('contacts.list', new BridgeError('unavailable', 'The relay is busy.', 'busy'));
    fireEvent.click(screen.getByRole('button', { name: 'Refresh' }));
    expect(await screen.findByText('The relay is busy.')).toBeInTheDocument();
  });
});
