import { Notifications } from '@mantine/notifications';
import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FakeBridge } from '@/bridge/fake';
import type { CannedReply } from '@/bridge/types';
import { CannedReplies } from '@/features/settings/canned-replies';
import { cannedSource, readTable, tableOf } from '@/features/settings/canned-table';
import { writeCsv } from '@/lib/csv';
import { startSync } from '@/stores/sync';
import { axeFindings } from '@/test/feature';
import { renderUi } from '@/test/render';
import { addThread, field, now, open, setUp, tearDown, thread } from '@/test/workspace';

let fake: FakeBridge;
beforeEach(() => {
  fake = setUp();
});
afterEach(tearDown);

function reply(part: Partial<CannedReply>): CannedReply {
  return { id: 'can_1', userId: 'usr_ana', shared: false, shortcut: 'hi', title: 'Greeting', text: 'Hello {{contact.firstName|there}}, this is {{agent.name}}.', inboxes: [], at: now, ...part };
}

const put = (): readonly unknown[] => fake.world.calls.filter((each) => each.name === 'cannedReply.put').map((each) => each.args[0]);
const replies = (): readonly string[] => fake.world.messagesOf('t1').filter((each) => each.out).map((each) => each.text);

describe('a canned reply', () => {
  it('is found by what is typed after a slash, and put in for this customer', async () => {
    addThread(fake, 't1', 'Lucia Ferrer');
    fake.world.put('cannedReplies', reply({}), reply({ id: 'can_2', shortcut: 'bye', title: 'Farewell', text: 'Good night' }), reply({ id: 'can_3', shortcut: 'high', title: 'Elsewhere', inboxes: ['inb_other'] }));
    await open('/threads/t1');
    await userEvent.type(await screen.findByRole('textbox', { name: 'Reply' }), 'Well, /');
    const list = await screen.findByRole('listbox', { name: 'Canned replies' });
    expect(within(list).getAllByRole('option')).toHaveLength(2);
    expect(await axeFindings()).toEqual([]);
    await userEvent.type(field(), 'gre');
    expect(within(thread()).getByText('Hello Lucia, this is Ana.')).toBeInTheDocument();
    await userEvent.keyboard('{Enter}');
    expect(field()).toHaveValue('Well, Hello Lucia, this is Ana. ');
    expect(replies()).toEqual([]);
    await userEvent.type(field(), '/bye{Escape}');
    expect(screen.queryByRole('listbox')).toBeNull();
    expect(field()).toHaveValue('Well, Hello Lucia, this is Ana. /bye');
  });

  it('with a placeholder that has no value is asked about before it is sent', async () => {
    addThread(fake, 't1', 'Lucia', { numberId: 'num_none' });
    fake.world.put('cannedReplies', reply({ text: 'From {{number.name}}' }));
    await open('/threads/t1');
    await userEvent.type(await screen.findByRole('textbox', { name: 'Reply' }), '/hi{Enter}{Enter}');
    expect(await screen.findByText(/A placeholder has no value/)).toBeInTheDocument();
    expect(replies()).toEqual([]);
    await userEvent.click(screen.getByRole('button', { name: 'Send anyway' }));
    await waitFor(() => expect(replies()).toEqual(['From {{number.name}}']));
  });

  it('is written, shared, changed, deleted and brought back under Settings', async () => {
    fake.world.state = { ...fake.world.state, role: 'owner' };
    startSync();
    renderUi(<><Notifications /><CannedReplies /></>);
    await screen.findByText('No canned replies yet. Write the first one.');
    await userEvent.click(await screen.findByRole('button', { name: 'New canned reply' }));
    const form = within(await screen.findByRole('dialog', { name: 'New canned reply' }));
    await userEvent.type(form.getByRole('textbox', { name: 'Shortcut' }), 'two words');
    expect(form.getByText(/^Use only letters/)).toBeInTheDocument();
    await userEvent.clear(form.getByRole('textbox', { name: 'Shortcut' }));
    await userEvent.type(form.getByRole('textbox', { name: 'Shortcut' }), 'hi');
    await userEvent.type(form.getByRole('textbox', { name: 'Title' }), 'Greeting');
    await userEvent.click(form.getByRole('textbox', { name: 'Reply' }));
    await userEvent.paste('Hello {{contact.shoe}}');
    expect(form.getByText(/There is no placeholder \{\{contact.shoe\}\}/)).toBeInTheDocument();
    expect(form.getByRole('button', { name: 'Save' })).toBeDisabled();
    await userEvent.clear(form.getByRole('textbox', { name: 'Reply' }));
    await userEvent.paste('Hello {{contact.firstName|there}}');
    expect(form.getByRole('figure')).toHaveTextContent('Hello Lena');
    await userEvent.click(form.getByRole('switch', { name: 'Share with everybody' }));
    await userEvent.click(form.getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(put()).toEqual([{ id: '', shared: true, shortcut: 'hi', title: 'Greeting', text: 'Hello {{contact.firstName|there}}', inboxes: [], files: [] }]));
    await userEvent.click(await screen.findByRole('button', { name: 'Delete /hi' }));
    await waitFor(() => expect(fake.world.all('cannedReplies')).toEqual([]));
    await userEvent.click(await screen.findByRole('button', { name: 'Undo' }));
    expect(await screen.findByRole('button', { name: 'Edit /hi' })).toBeInTheDocument();
    const [first, second] = put() as { id: string }[];
    expect([first?.id, second?.id === '']).toEqual(['', false]);
  });

  it('brings its files with it, which are in its menu and can be taken off before they go', async () => {
    addThread(fake, 't1', 'Lucia Ferrer');
    fake.world.put('cannedReplies', reply({ text: 'Our prices', files: [{ mediaId: 'med_1', fileName: 'prices.pdf', mime: 'application/pdf', size: 2048 }] }));
    await open('/threads/t1');
    await userEvent.type(await screen.findByRole('textbox', { name: 'Reply' }), '/hi');
    expect(within(await screen.findByRole('listbox', { name: 'Canned replies' })).getByText('prices.pdf')).toBeInTheDocument();
    await userEvent.keyboard('{Enter}');
    expect(await screen.findByRole('button', { name: 'Remove prices.pdf' })).toBeInTheDocument();
    await userEvent.keyboard('{Enter}');
    await waitFor(() => expect(fake.world.calls.find((each) => each.name === 'compose.send')?.args[1]).toMatchObject({ mediaId: 'med_1', fileName: 'prices.pdf' }));
  });

  it('keeps a file that is chosen in its form', async () => {
    startSync();
    renderUi(<CannedReplies />);
    await userEvent.click(await screen.findByRole('button', { name: 'New canned reply' }));
    const form = within(await screen.findByRole('dialog', { name: 'New canned reply' }));
    await userEvent.type(form.getByRole('textbox', { name: 'Shortcut' }), 'prices');
    await userEvent.type(form.getByRole('textbox', { name: 'Title' }), 'Prices');
    const input = document.querySelector<HTMLInputElement>('input[type=file]');
    if (input === null) throw new Error('no way to choose a file');
    await userEvent.upload(input, new File(['%PDF'], 'prices.pdf', { type: 'application/pdf' }));
    await form.findByRole('button', { name: 'Take prices.pdf away' });
    await userEvent.click(form.getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(put()).toMatchObject([{ text: '', files: [{ fileName: 'prices.pdf', size: 4 }] }]));
  });

  it('that somebody else changes meanwhile offers both texts', async () => {
    startSync();
    fake.world.put('cannedReplies', reply({}));
    renderUi(<CannedReplies />);
    await userEvent.click(await screen.findByRole('button', { name: 'Edit /hi' }));
    const form = within(await screen.findByRole('dialog', { name: 'Change the canned reply' }));
    await userEvent.clear(form.getByRole('textbox', { name: 'Reply' }));
    await userEvent.paste('Mine');
    act(() => fake.world.put('cannedReplies', reply({ title: 'Theirs', text: 'Theirs', at: now + 1 })));
    await userEvent.click(await form.findByRole('button', { name: /^Keep/ }));
    expect(form.getByRole('textbox', { name: 'Title' })).toHaveValue('Theirs');
    await userEvent.click(form.getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(put()).toMatchObject([{ id: 'can_1', text: 'Mine', edited: { text: 'Theirs' } }]));
  });

  it('is imported from a table that is looked through first', async () => {
    startSync();
    fake.world.put('cannedReplies', reply({}));
    renderUi(<CannedReplies />);
    await userEvent.click(await screen.findByRole('button', { name: 'CSV' }));
    await userEvent.click(await screen.findByRole('menuitem', { name: 'Import a table' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Import canned replies' }));
    const input = [...document.querySelectorAll<HTMLInputElement>('input[type=file]')].at(-1);
    if (input === undefined) throw new Error('no way to choose a file');
    await userEvent.upload(input, new File(['shortcut,text\nhi,Hello\nbye,Good night\nodd,{{contact.shoe}}\n'], 'list.csv', { type: 'text/csv' }));
    await userEvent.click(await dialog.findByRole('button', { name: 'Look through first' }));
    expect(await dialog.findByText(/New: 1\. Changed: 1\. Same as now: 0\. Refused: 1\./)).toBeInTheDocument();
    expect(dialog.getByText(/^Line 4: There is no placeholder/)).toBeInTheDocument();
    expect(fake.world.all('cannedReplies')).toHaveLength(1);
    await userEvent.click(dialog.getByRole('button', { name: 'Import 2 replies' }));
    expect(await dialog.findByText(/^Done\. New: 1\./)).toBeInTheDocument();
    expect(await screen.findByText('Good night')).toBeInTheDocument();
  });

  it('is the same after a table of all is imported again, with own and shared of one shortcut', async () => {
    const all = [reply({}), reply({ id: 'can_2', shared: true, title: 'For all' }), reply({ id: 'can_3', shortcut: 'list', text: '', files: [{ mediaId: 'med_1', fileName: 'list.pdf', mime: '', size: 1 }] })];
    fake.world.put('cannedReplies', ...all);
    const read = readTable(new TextEncoder().encode(writeCsv(tableOf(all, () => ''), ',')));
    if ('fault' in read) throw new Error(read.fault);
    const source = cannedSource(read.rows, false);
    let same = 0;
    for (const part of source.parts()) same += (await source.ask(part.map((each) => each.row), false)).same;
    expect(same).toBe(all.length);
    expect([...fake.world.all('cannedReplies')].sort((a, b) => a.id.localeCompare(b.id))).toEqual(all);
  });

  it('is counted with the parts before when a long table is looked through', async () => {
    const lines = Array.from({ length: 220 }, (_, n) => `r${n},x,${n < 200 ? 'no' : 'yes'}`);
    const read = readTable(new TextEncoder().encode(`shortcut,text,shared\n${lines.join('\n')}\n`));
    if ('fault' in read) throw new Error(read.fault);
    const source = cannedSource(read.rows, true);
    for (const again of [1, 2]) {
      fake.world.calls.length = 0;
      for (const part of source.parts()) await source.ask(part.map((each) => each.row), true);
      const asked = fake.world.calls.map((each) => each.args[0] as { shared: boolean; ahead: number; rows: readonly unknown[] });
      expect([again, ...asked.map((each) => [each.shared, each.rows.length, each.ahead])]).toEqual([again, [false, 100, 0], [false, 100, 100], [true, 20, 0]]);
    }
  });
});
