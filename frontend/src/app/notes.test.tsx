import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FakeBridge } from '@/bridge/fake';
import * as rows from '@/bridge/fake-rows';
import { axeFindings } from '@/test/feature';
import { addThread, field, hour, now, open, setUp, tearDown, thread } from '@/test/workspace';

let fake: FakeBridge;
beforeEach(() => {
  fake = setUp();
  fake.world.put('users', rows.userRow({ id: 'usr_olga', name: 'Olga Vidal', role: 'owner' }));
});
afterEach(tearDown);

const note = (): HTMLElement => screen.getByRole('textbox', { name: 'Note' });
const sent = (name: string): readonly unknown[] => fake.world.calls.filter((each) => each.name === name).map((each) => each.args[0]);
const writesNote = async (): Promise<void> => userEvent.click(await screen.findByRole('radio', { name: 'Note' }));

describe('a note', () => {
  it('has a field and a draft of its own, and never becomes a reply', async () => {
    addThread(fake, 't1', 'Lucia');
    await open('/threads/t1');
    await userEvent.type(await screen.findByRole('textbox', { name: 'Reply' }), 'Dear Lucia');
    await userEvent.keyboard('{Alt>}{Shift>}n{/Shift}{/Alt}');
    await waitFor(() => expect(note()).toHaveFocus());
    expect(note()).toHaveValue('');
    await userEvent.type(note(), 'she sounds angry{Enter}');
    const written = await within(thread()).findByRole('article', { name: /^Note by You/ });
    expect(written).toHaveTextContent('she sounds angry');
    expect(sent('compose.addNote')).toEqual([{ threadId: 't1', text: 'she sounds angry', mentions: [] }]);
    expect(sent('compose.send')).toEqual([]);
    await userEvent.type(note(), 'half');
    await userEvent.click(screen.getByRole('radio', { name: 'Reply' }));
    expect(field()).toHaveValue('Dear Lucia');
    expect(await axeFindings()).toEqual([]);
    await writesNote();
    expect(note()).toHaveValue('half');
  });

  it('can be written where nothing can be sent, and where one only reads', async () => {
    addThread(fake, 't1', 'Lucia', { lastCustomerAt: now - 25 * hour });
    addThread(fake, 't2', 'Tom', { open: false, state: 'ended' });
    addThread(fake, 't3', 'Jonas', { state: 'waiting', owner: '', access: 'summary' });
    for (const id of ['t1', 't2']) {
      const view = await open(`/threads/${id}`);
      await writesNote();
      await userEvent.type(note(), `about ${id}`);
      await userEvent.click(screen.getByRole('button', { name: 'Add note' }));
      await waitFor(() => expect(fake.world.messagesOf(id).at(-1)).toMatchObject({ type: 'note', text: `about ${id}` }));
      view.unmount();
    }
    await open('/threads/t3');
    await screen.findByText('You can read this once it is yours');
    expect(screen.queryByRole('radio', { name: 'Note' })).toBeNull();
  });

  it('mentions who may see it, and says of others why they are not told', async () => {
    addThread(fake, 't1', 'Lucia');
    await open('/threads/t1');
    await writesNote();
    await userEvent.type(note(), 'ask @');
    const people = within(screen.getByRole('listbox', { name: 'Colleagues to mention' })).getAllByRole('option');
    expect(people.map((each) => each.textContent)).toEqual(['OVOlga Vidal', "BBenCan't see this conversation, so would not be told"]);
    expect(people[1]).toHaveAttribute('aria-disabled', 'true');
    await userEvent.type(note(), 'vid{Enter}');
    expect(note()).toHaveValue('ask @Olga Vidal ');
    await userEvent.type(note(), 'or @Ben{Escape}{Enter}');
    await waitFor(() => expect(sent('compose.addNote')).toEqual([{ threadId: 't1', text: 'ask @Olga Vidal or @Ben', mentions: ['usr_olga'] }]));
  });

  it('is kept without a connection, and one that was refused is not lost', async () => {
    addThread(fake, 't1', 'Lucia');
    fake.world.state = rows.appState({ link: { state: 'offline', behind: 0, queued: 0, lastEventAt: now, problem: null, skipped: 0 } });
    fake.world.queued = [{ clientId: 'cmd_x', threadId: 't1', name: 'note.add', send: null, start: null, note: { threadId: 't1', text: 'lost my access', mentions: [] }, file: null, state: 'stopped', reason: 'noteUnseen', message: 'You see it no more.', at: now }];
    await open('/threads/t1');
    const stopped = await within(thread()).findByRole('article', { name: 'Not added' });
    expect(stopped).toHaveTextContent('You see it no more.');
    await writesNote();
    await userEvent.type(note(), 'offline{Enter}');
    await within(thread()).findByRole('article', { name: 'Waiting for the connection' });
    await userEvent.click(within(stopped).getByRole('button', { name: 'Keep as draft' }));
    await waitFor(() => expect(note()).toHaveValue('lost my access'));
    act(() => {
      fake.world.setOnline(true);
      fake.deliver();
    });
    await within(thread()).findByRole('article', { name: /^Note by You/ });
  });

  it('is changed and deleted by its author only, and brought back', async () => {
    addThread(fake, 't1', 'Lucia');
    const row = { threadId: 't1', interactionId: 'int_t1', type: 'note', out: true, status: '', at: now } as const;
    fake.world.put('messages', rows.messageRow({ ...row, id: 'n1', author: 'usr_ana', text: 'call @Olga Vidal', mentions: [{ userId: 'usr_olga', name: 'Olga Vidal' }] }), rows.messageRow({ ...row, id: 'n2', author: 'usr_ben', text: 'hers' }));
    await open('/threads/t1');
    const mine = await within(thread()).findByRole('article', { name: /^Note by You/ });
    expect(within(within(thread()).getByRole('article', { name: /^Note by Ben/ })).queryByRole('button')).toBeNull();
    await userEvent.click(within(mine).getByRole('button', { name: 'Actions on the note' }));
    await userEvent.click(await screen.findByRole('menuitem', { name: 'Edit' }));
    const editor = await screen.findByRole('textbox', { name: 'Change the note' });
    expect(editor).toHaveValue('call @Olga Vidal');
    await userEvent.type(editor, ' at 3{Enter}');
    await waitFor(() => expect(sent('note.edit')).toEqual([{ messageId: 'n1', text: 'call @Olga Vidal at 3', mentions: ['usr_olga'] }]));
    await waitFor(() => expect(field()).toBeInTheDocument());
    await userEvent.click(within(mine).getByRole('button', { name: 'Actions on the note' }));
    await userEvent.click(await screen.findByRole('menuitem', { name: 'Delete' }));
    await within(mine).findByText('This note was deleted.');
    await userEvent.click(await screen.findByRole('button', { name: 'Undo' }));
    await within(mine).findByText(/at 3/);
  });

  it('leads to the conversations that it links to, and says so of one that may not be seen', async () => {
    addThread(fake, 't1', 'Lucia');
    addThread(fake, 'thr_2', 'Zoe');
    fake.world.put('messages', rows.messageRow({ id: 'n9', threadId: 't1', at: now, seq: ++fake.world.seq, type: 'note', out: true, text: 'as in parley://conversations/thr_2 and parley://conversations/thr_8, both', author: 'usr_ben' }));
    await open('/threads/t1');
    const written = await screen.findByRole('article', { name: /^Note by/ });
    expect(written).toHaveTextContent(/both$/);
    await userEvent.click(within(written).getByRole('button', { name: "A conversation you can't see" }));
    expect(await screen.findByText("This conversation can't be opened")).toBeInTheDocument();
    await userEvent.click(within(written).getByRole('button', { name: /^Conversation with/ }));
    expect(await screen.findByRole('heading', { name: 'Zoe', level: 2 })).toBeInTheDocument();
  });

  it('opens where somebody was mentioned', async () => {
    addThread(fake, 't1', 'Lucia');
    fake.world.put('messages', rows.messageRow({ id: 'n1', threadId: 't1', type: 'note', out: true, author: 'usr_olga', status: '', text: '@Ana look', at: now - 1000, mentions: [{ userId: 'usr_ana', name: 'Ana' }] }));
    fake.world.put('notices', rows.noticeRow({ id: 'ntc_1', type: 'mention', threadId: 't1', subject: 'n1', at: now }));
    await open('/threads/t1');
    const found = await within(thread()).findByRole('article', { name: /^Note by Olga Vidal/ });
    await waitFor(() => expect(found).toHaveAttribute('data-flashed'));
  });
});
