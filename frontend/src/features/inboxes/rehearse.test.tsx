import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { FakeBridge } from '@/bridge/fake';
import { contactRow, fakeStart, inboxRow, numberRow, threadRow, userRow } from '@/bridge/fake-rows';
import type { Rehearsal } from '@/bridge/types';
import { closeFake, openFake, type Opened, renderPage } from '@/test/feature';
import { fakeLayout } from '@/test/layout';
import { InboxesPage } from './page';

let fake: FakeBridge;

beforeEach(() => fakeLayout(600, 53, 1200));
afterEach(closeFake);

const side = { taken: 40, p50: 12_000, p95: 95_000, waiting: 0, lost: 1, shares: [{ userId: 'usr_ana', chats: 40 }] };

/** The editor of an inbox of Ana's, with the time to accept changed and the rehearsal open. */
async function open(next: Partial<Rehearsal>, field = 'Time to accept, in seconds'): Promise<Opened> {
  fake = await openFake(({ world, rehearsals }) => {
    world.put('users', userRow({ id: 'usr_ana', name: 'Ana' }), userRow({ id: 'usr_ben', name: 'Ben' }));
    world.put('numbers', numberRow({ id: 'num_1', inboxId: 'inb_1' }));
    world.put('contacts', contactRow({ id: 'con_1', label: 'Lucía Gómez' }));
    world.put('threads', threadRow({ id: 'thr_1', contactId: 'con_1' }));
    world.put('inboxes', inboxRow({ id: 'inb_1', name: 'Support', numberId: 'num_1', members: ['usr_ana'] }));
    rehearsals.next = next;
  });
  const page = renderPage(<InboxesPage />);
  await userEvent.click(await screen.findByRole('button', { name: /Edit.*Support/ }));
  const panel = within(await screen.findByRole('dialog', { name: 'Edit Support' }));
  const time = panel.getByLabelText(field);
  await userEvent.clear(time);
  await userEvent.type(time, '90');
  await userEvent.click(panel.getByRole('button', { name: 'Rehearse…' }));
  return page;
}

const dialog = async (): Promise<ReturnType<typeof within>> => within(await screen.findByRole('dialog', { name: 'Rehearse the changes to Support' }));

async function begin(period = '7 days'): Promise<ReturnType<typeof within>> {
  const box = await dialog();
  await userEvent.click(box.getByRole('radio', { name: period }));
  await userEvent.click(box.getByRole('button', { name: 'Rehearse' }));
  return box;
}

const asked = (name: string): readonly unknown[] => fake.world.calls.filter((each) => each.name === name).map((each) => each.args[0]);

it('plays the settings in the form before they are saved, and shows what came of both', async () => {
  const page = await open({
    state: 'done', percent: 100, chats: 41, old: side, all: 3, assumed: 2,
    new: { taken: 41, p50: 8000, p95: 61_000, away: 2, waiting: 0, lost: 0, shares: [{ userId: 'usr_ana', chats: 38 }, { userId: 'usr_ben', chats: 3 }] },
    moved: [{ threadId: 'thr_1', at: fakeStart - 60_000, was: '', is: 'usr_ben', waitWas: -1, waitIs: 8000 }],
  });
  const box = await begin('14 days');
  const figures = within(await box.findByRole('table', { name: '' }));
  const row = (name: string): readonly string[] => within(figures.getByRole('rowheader', { name }).closest('tr') ?? document.body).getAllByRole('cell').map((each) => each.textContent.replaceAll(/\s/g, ' '));
  expect(row('Conversations for someone else')).toEqual(['–', '3']);
  expect(row('Conversations that somebody gets')).toEqual(['40', '41']);
  expect(row('Half wait at most')).toEqual(['12 s', '8 s']);
  expect(row('95 of 100 wait at most')).toEqual(['1 min 35 s', '1 min 1 s']);
  expect(row('Windows lost')).toEqual(['1', '0']);
  expect(row('Gone to another inbox')).toEqual(['0', '2']);
  const shares = within(box.getByRole('table', { name: 'Share of each agent' }));
  expect(shares.getAllByRole('row').map((each) => each.textContent)).toEqual(['AgentNowWith the changes', 'Ana4038', 'Ben03']);
  expect(box.getByText(/2 answers are assumed\./)).toBeInTheDocument();
  expect(asked('rehearse.start')).toEqual([{ inboxId: 'inb_1', mode: 'roundRobin', reassignSeconds: 90, members: ['usr_ana'], capacity: 0, days: 14 }]);
  expect(asked('inbox.put')).toEqual([]);
  expect(box.getByText('for ever → 8 s')).toBeInTheDocument();
  await userEvent.click(box.getByRole('button', { name: 'Open the conversation with Lucía Gómez' }));
  expect(page.history.at(-1)).toMatch(/thr_1/);
});

it('shows no figure where the settings of then do not come out as it was, and offers the time from when on they do', async () => {
  await open({ state: 'done', percent: 100, chats: 12, differs: { at: fakeStart - 3_600_000, threadId: 'thr_1', was: 'usr_ana', is: 'usr_ben' }, since: fakeStart - 1_800_000 });
  const box = await begin();
  await box.findByText(/There are no figures/);
  expect(box.getByText(/a conversation was offered to Ana, and is offered to Ben when it is played/)).toBeInTheDocument();
  expect(box.queryByRole('table')).toBeNull();
  await userEvent.click(box.getByRole('button', { name: 'Rehearse from then on' }));
  await waitFor(() => expect(asked('rehearse.start').at(-1)).toMatchObject({ days: 7, from: fakeStart - 1_800_000 }));
});

it('follows how far it is, and ends when it is told to', async () => {
  await open({ percent: 30 });
  const box = await begin();
  expect(await box.findByRole('progressbar')).toHaveAttribute('aria-valuenow', '30');
  await userEvent.click(box.getByRole('button', { name: 'Cancel' }));
  expect(await box.findByText('The rehearsal was cancelled.')).toBeInTheDocument();
  fake.rehearsals.next = { state: 'done', percent: 100, chats: 0 };
  await userEvent.click(box.getByRole('button', { name: 'Rehearse' }));
  expect(await box.findByText(/No conversation came to this inbox in that time/)).toBeInTheDocument();
});

it('says when the inbox was changed, where that is why there is nothing to play', async () => {
  const day = 24 * 3_600_000;
  await open({ state: 'done', percent: 100, chats: 0, from: fakeStart - day + 1, to: fakeStart });
  const box = await begin();
  expect(await box.findByText(/^This inbox was last changed on .+, and nobody has written to it since\./)).toBeInTheDocument();
  fake.rehearsals.next = { state: 'done', percent: 100, chats: 0, from: fakeStart - 7 * day, to: fakeStart };
  await userEvent.click(box.getByRole('button', { name: 'Rehearse again' }));
  expect(await box.findByText(/No conversation came to this inbox in that time/)).toBeInTheDocument();
  fake.rehearsals.next = { state: 'done', percent: 100, chats: 41, from: fakeStart - day + 1, to: fakeStart, all: 0, moved: [], old: side, new: side };
  await userEvent.click(box.getByRole('button', { name: 'Rehearse again' }));
  expect(await box.findByText(/only what came after that can be played/)).toBeInTheDocument();
});

it('says why nothing can be worked out for a manual queue', async () => {
  await open({});
  const box = await dialog();
  fake.world.put('inboxes', inboxRow({ id: 'inb_1', name: 'Support', numberId: 'num_1', members: ['usr_ana'] }));
  fake.world.fail('rehearse.start', Object.assign(new Error(JSON.stringify({ code: 'invalid', subcode: 'rehearseManual', message: 'Agents choose for themselves.' }))) as never);
  await userEvent.click(box.getByRole('button', { name: 'Rehearse' }));
  expect(await box.findByText('Agents choose for themselves.')).toBeInTheDocument();
});

it.each([
  ['Time to accept, in seconds', /the same people get the same/, /time offline that you changed is not played/],
  ['Time offline, in minutes', /time offline that you changed is not played/, /the same people get the same/],
])('says that nothing changes only of what is played: %s', async (field, shown, hidden) => {
  await open({ state: 'done', percent: 100, chats: 41, all: 0, moved: [], old: side, new: side }, field);
  const box = await begin();
  expect(await box.findByText(shown)).toBeInTheDocument();
  expect(box.queryByText(hidden)).toBeNull();
});
