import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FakeBridge } from '@/bridge/fake';
import { inboxRow, numberRow, userRow } from '@/bridge/fake-rows';
import { closeFake, openFake, renderPage } from '@/test/feature';
import { fakeLayout } from '@/test/layout';
import { PeoplePage } from './page';

let fake: FakeBridge;

beforeEach(() => fakeLayout(600, 53, 1200));
afterEach(closeFake);

const bruno = { id: 'usr_bruno', name: 'Bruno', capacity: 3 } as const;

async function open(): Promise<ReturnType<typeof within>> {
  fake = await openFake(({ world }) => {
    world.put('users', userRow({ id: 'usr_ana', name: 'Ana', role: 'owner' }), userRow(bruno));
    world.put('inboxes', inboxRow({ id: 'inb_1', name: 'Support', members: ['usr_ana', 'usr_bruno'] }), inboxRow({ id: 'inb_2', name: 'Returns', members: ['usr_bruno'] }), inboxRow({ id: 'inb_3', name: 'Sales', members: ['usr_ana'] }));
    world.put('numbers', numberRow({ id: 'num_1', name: 'WhatsApp_ES' }));
    world.state = { ...world.state, role: 'owner' };
  });
  renderPage(<PeoplePage />);
  return reopen();
}

async function reopen(): Promise<ReturnType<typeof within>> {
  fireEvent.click(await screen.findByRole('button', { name: 'Edit Bruno' }));
  return within(await screen.findByRole('form', { name: 'Bruno' }));
}

const last = (): readonly unknown[] | undefined => fake.world.calls.filter((each) => each.name === 'user.update').at(-1)?.args;
const typed = (form: ReturnType<typeof within>, label: string, value: string): boolean => fireEvent.change(form.getByLabelText(label), { target: { value } });

describe('the form of a person', () => {
  it('sends what was changed only, so that a colleague who edits the same person loses nothing', async () => {
    const form = await open();
    fireEvent.click(form.getByRole('switch', { name: /^Accept offers/ }));
    act(() => {
      fake.world.put('users', userRow({ ...bruno, capacity: 9, role: 'admin' }));
      fake.world.put('inboxes', inboxRow({ id: 'inb_3', name: 'Sales', members: ['usr_ana', 'usr_bruno'] }), inboxRow({ id: 'inb_2', name: 'Returns', members: [] }));
    });
    await waitFor(() => expect(form.getByLabelText('Conversations at once')).toHaveValue('9'));
    expect(form.getByLabelText('Level in Sales')).toHaveValue('1');
    expect(form.queryByLabelText('Level in Returns')).toBeNull();
    expect(form.queryByRole('alert')).toBeNull();
    typed(form, 'Level in Support', '40');
    fireEvent.click(form.getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(last()?.[0]).toHaveProperty('edited', { autoAccept: false, places: [{ inboxId: 'inb_1', level: 1 }] }));
    expect(last()).toMatchObject([{ capacity: 9, role: 'admin', autoAccept: true, places: { list: [{ inboxId: 'inb_1', level: 40 }] } }]);
    expect(last()?.[0]).not.toHaveProperty('outbound');
    expect(fake.world.get('inboxes', 'inb_3')?.members).toContain('usr_bruno');
  });

  it('shows both values of a field that both changed, and saves only what was chosen', async () => {
    const form = await open();
    typed(form, 'Name', 'Bruno B');
    typed(form, 'Conversations at once', '5');
    act(() => fake.world.put('users', userRow({ ...bruno, name: 'Bruno Bär', capacity: 9 })));
    const [name, capacity] = await form.findAllByRole('alert');
    expect(name).toHaveTextContent('Somebody else changed this while your form was open. It is now: Bruno Bär');
    expect(capacity).toHaveTextContent('It is now: 9');
    expect(form.getByLabelText('Name')).toHaveValue('Bruno B');
    fireEvent.click(form.getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(form.getAllByRole('button', { name: 'Take theirs' })[0]).toHaveFocus());
    expect(last()).toBeUndefined();
    fireEvent.click(within(name ?? document.body).getByRole('button', { name: 'Keep mine' }));
    fireEvent.click(form.getByRole('button', { name: 'Take theirs' }));
    expect(form.queryByRole('alert')).toBeNull();
    expect(form.getByLabelText('Conversations at once')).toHaveValue('9');
    fireEvent.click(form.getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(last()?.[0]).toHaveProperty('edited', { name: 'Bruno Bär' }));
    expect(last()).toMatchObject([{ name: 'Bruno B' }]);
  });

  it('has the person choose of an inbox whose level both changed, and of no other', async () => {
    const form = await open();
    typed(form, 'Level in Support', '40');
    typed(form, 'Level in Returns', '7');
    act(() => fake.world.put('inboxes', inboxRow({ id: 'inb_1', name: 'Support', members: ['usr_ana', 'usr_bruno'], levels: [{ userId: 'usr_bruno', level: 60 }] })));
    expect(await form.findByRole('alert')).toHaveTextContent(/It is now: level 60 in .?Support/);
    fireEvent.click(form.getByRole('button', { name: 'Take theirs' }));
    expect([form.getByLabelText('Level in Support'), form.getByLabelText('Level in Returns')].map((each) => (each as HTMLInputElement).value)).toEqual(['60', '7']);
    typed(form, 'Level in Support', '50');
    act(() => fake.world.put('inboxes', inboxRow({ id: 'inb_1', name: 'Support', members: ['usr_ana'] })));
    expect(await form.findByRole('alert')).toHaveTextContent(/It is now: not in .?Support/);
    fireEvent.click(form.getByRole('button', { name: 'Keep mine' }));
    fireEvent.click(form.getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(last()).toMatchObject([{ edited: { places: [{ inboxId: 'inb_1', level: 0 }, { inboxId: 'inb_2', level: 1 }] }, places: { list: [{ inboxId: 'inb_1', level: 50 }, { inboxId: 'inb_2', level: 7 }] } }]));
  });

  it('shows from where they may write when two changed that', async () => {
    const form = await open();
    fireEvent.click(form.getByRole('combobox', { name: 'Begins conversations from' }));
    fireEvent.click(await screen.findByRole('option', { name: 'Only certain numbers' }));
    act(() => fake.world.put('users', userRow({ ...bruno, outbound: { only: true, numbers: ['num_1'] } })));
    expect(await form.findByRole('alert')).toHaveTextContent(/It is now: .?WhatsApp_ES/);
    fireEvent.click(form.getByRole('button', { name: 'Keep mine' }));
    fireEvent.click(form.getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(last()).toMatchObject([{ outbound: { only: true, numbers: [] }, edited: { outbound: { only: true, numbers: ['num_1'] } } }]));
  });

  it('keeps what was typed when it is closed by Escape, until it is saved or thrown away', async () => {
    let form = await open();
    typed(form, 'Name', 'Bruno B');
    typed(form, 'Conversations at once', '');
    await userEvent.keyboard('{Escape}');
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    act(() => fake.world.put('users', userRow({ ...bruno, role: 'admin' })));
    form = await reopen();
    expect(form.getByLabelText('Name')).toHaveValue('Bruno B');
    expect(form.getByLabelText('Conversations at once')).toHaveValue('');
    expect(form.getByRole('combobox', { name: 'Role' })).toHaveValue('Admin');
    fireEvent.click(form.getByRole('button', { name: 'Discard it' }));
    expect(form.getByLabelText('Name')).toHaveValue('Bruno');
    expect(form.queryByRole('button', { name: 'Discard it' })).toBeNull();
    typed(form, 'Name', 'Benno');
    fireEvent.click(form.getByRole('button', { name: 'Save' }));
    expect(await form.findByText('Saved.')).toBeInTheDocument();
    await userEvent.keyboard('{Escape}');
    fireEvent.click(await screen.findByRole('button', { name: 'Edit Benno' }));
    expect(within(await screen.findByRole('form', { name: 'Benno' })).queryByRole('button', { name: 'Discard it' })).toBeNull();
  });
});
