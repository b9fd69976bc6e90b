import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { FakeBridge } from '@/bridge/fake';
import { inboxRow, numberRow, planRow, userRow } from '@/bridge/fake-rows';
import { closeFake, openFake, renderPage } from '@/test/feature';
import { fakeLayout } from '@/test/layout';
import { InboxesPage } from './page';

let fake: FakeBridge;

beforeEach(() => fakeLayout(600, 53, 1200));
afterEach(closeFake);

async function open(): Promise<void> {
  fake = await openFake((bench) => {
    bench.world.put('users', userRow({ id: 'usr_ana', name: 'Ana' }), userRow({ id: 'usr_bruno', name: 'Bruno' }));
    bench.world.put('numbers', numberRow({ id: 'num_1', name: 'WhatsApp_ES', inboxId: 'inb_1' }));
    bench.world.put('inboxes', inboxRow({ id: 'inb_1', name: 'Support', numberId: 'num_1', members: ['usr_ana'] }));
  });
  renderPage(<InboxesPage />);
}

const last = (name: string): readonly unknown[] | undefined => fake.world.calls.filter((each) => each.name === name).at(-1)?.args;

describe('the form of an inbox', () => {
  it('follows what a colleague changes while the form is open, and has the person choose what both changed', async () => {
    await open();
    await userEvent.click(await screen.findByRole('button', { name: 'Edit Support' }));
    const panel = within(await screen.findByRole('dialog'));
    fireEvent.change(panel.getByLabelText('Time to accept, in seconds'), { target: { value: '45' } });
    fireEvent.change(panel.getByLabelText('Name'), { target: { value: 'Mine' } });
    act(() => fake.world.put('inboxes', inboxRow({ id: 'inb_1', name: 'Theirs', numberId: 'num_1', members: ['usr_ana', 'usr_bruno'], capacity: 7 })));
    await waitFor(() => expect(panel.getByLabelText('Conversations of this inbox that an agent has at once')).toHaveValue('7'));
    const choice = panel.getByRole('alert');
    expect(choice).toHaveTextContent('Somebody else changed this while your form was open. It is now: Theirs');
    fireEvent.click(panel.getByRole('button', { name: 'Save' }));
    expect(last('inbox.put')).toBeUndefined();
    fireEvent.click(within(choice).getByRole('button', { name: 'Keep mine' }));
    expect(panel.queryByRole('alert')).toBeNull();
    fireEvent.click(panel.getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(last('inbox.put')).toMatchObject([{ name: 'Mine', members: ['usr_ana', 'usr_bruno'], edited: { name: 'Theirs', reassignSeconds: 30 } }]));
    expect(last('inbox.put')?.[0]).toHaveProperty('edited', { name: 'Theirs', reassignSeconds: 30 });
    expect(last('inbox.put')?.[0]).not.toHaveProperty('capacity');
  });

  it('saves when the chosen mode hides what both changed, and leads to the choice when it shows it', async () => {
    await open();
    fireEvent.click(await screen.findByRole('button', { name: 'Edit Support' }));
    const panel = within(await screen.findByRole('dialog'));
    fireEvent.change(panel.getByLabelText('Time to accept, in seconds'), { target: { value: '60' } });
    act(() => fake.world.put('inboxes', inboxRow({ id: 'inb_1', name: 'Support', numberId: 'num_1', members: ['usr_ana'], reassignSeconds: 45 })));
    expect(await panel.findByRole('alert')).toHaveTextContent('It is now: 45');
    fireEvent.click(panel.getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(panel.getByRole('button', { name: 'Take theirs' })).toHaveFocus());
    expect(last('inbox.put')).toBeUndefined();
    fireEvent.click(panel.getByRole('radio', { name: 'Manual' }));
    expect(panel.queryByRole('alert')).toBeNull();
    fireEvent.click(panel.getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(last('inbox.put')?.[0]).toHaveProperty('edited', { mode: 'roundRobin' }));
  });

  it('leads to a week without a day, which has no field of its own', async () => {
    await open();
    act(() => fake.world.put('inboxes', inboxRow({ id: 'inb_1', name: 'Support', numberId: 'num_1', members: ['usr_ana'], hours: { zone: 'UTC', week: [{ day: 1, from: 540, to: 1020 }], outside: 'queue' } })));
    fireEvent.click(await screen.findByRole('button', { name: 'Edit Support' }));
    const panel = within(await screen.findByRole('dialog'));
    fireEvent.click(panel.getByRole('button', { name: /^Remove.*Mon/ }));
    const seen = vi.spyOn(Element.prototype, 'scrollIntoView');
    fireEvent.click(panel.getByRole('button', { name: 'Save' }));
    expect(seen.mock.instances).toContain(panel.getByRole('alert'));
    expect(last('inbox.put')).toBeUndefined();
  });

  it('keeps what was typed when it is closed by Escape, until it is saved or thrown away', async () => {
    await open();
    fireEvent.click(await screen.findByRole('button', { name: 'Edit Support' }));
    fireEvent.change(within(await screen.findByRole('dialog')).getByLabelText('Name'), { target: { value: 'Helpdesk' } });
    await userEvent.keyboard('{Escape}');
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    fireEvent.click(await screen.findByRole('button', { name: 'Edit Support' }));
    const panel = within(await screen.findByRole('dialog'));
    expect(panel.getByLabelText('Name')).toHaveValue('Helpdesk');
    fireEvent.click(panel.getByRole('button', { name: 'Discard it' }));
    expect(panel.getByLabelText('Name')).toHaveValue('Support');
    expect(panel.queryByRole('button', { name: 'Discard it' })).toBeNull();
  });

  it('stays open when somebody deletes the inbox, and creates it again with what was typed', async () => {
    await open();
    fireEvent.click(await screen.findByRole('button', { name: 'Edit Support' }));
    const panel = within(await screen.findByRole('dialog'));
    fireEvent.change(panel.getByLabelText('Name'), { target: { value: 'Helpdesk' } });
    act(() => fake.world.drop('inboxes', 'inb_1'));
    expect(await panel.findByRole('alert')).toHaveTextContent(/Somebody deleted .*Support.* while this was open/);
    await userEvent.keyboard('{Escape}');
    expect(panel.getByLabelText('Name')).toHaveValue('Helpdesk');
    expect(panel.queryByRole('button', { name: 'Rehearse…' })).toBeNull();
    fireEvent.click(within(panel.getByRole('alert')).getByRole('button', { name: 'Create it again with this' }));
    await waitFor(() => expect(last('inbox.put')).toMatchObject([{ id: '', name: 'Helpdesk', type: 'whatsapp', numberId: 'num_1', members: ['usr_ana'], edited: {} }]));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(await screen.findByRole('button', { name: 'Edit Helpdesk' })).toBeInTheDocument();
  });

  it('closes a form whose inbox was deleted without creating anything, when that is chosen', async () => {
    await open();
    fireEvent.click(await screen.findByRole('button', { name: 'Edit Support' }));
    const panel = within(await screen.findByRole('dialog'));
    act(() => fake.world.drop('inboxes', 'inb_1'));
    fireEvent.click(within(await panel.findByRole('alert')).getByRole('button', { name: 'Discard it' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(last('inbox.put')).toBeUndefined();
  });
});

describe('the form of a plan', () => {
  it('stays open when somebody deletes the plan, and creates it again with what was typed', async () => {
    await open();
    const branches = [{ if: [{ kind: 'language' as const, value: 'es' }], inboxId: 'inb_1' }];
    act(() => fake.world.put('plans', planRow({ id: 'pln_1', name: 'By language', type: 'branches', inboxId: 'inb_1', branches })));
    fireEvent.click(await screen.findByRole('button', { name: 'Edit By language' }));
    const panel = within(await screen.findByRole('dialog'));
    fireEvent.change(panel.getByLabelText('Name'), { target: { value: 'By tongue' } });
    act(() => fake.world.drop('plans', 'pln_1'));
    fireEvent.click(within(await panel.findByRole('alert')).getByRole('button', { name: 'Create it again with this' }));
    await waitFor(() => expect(last('plan.put')).toMatchObject([{ id: '', name: 'By tongue', inboxId: 'inb_1', branches, edited: {} }]));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  });
});
