import { Notifications } from '@mantine/notifications';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FakeBridge } from '@/bridge/fake';
import { contactRow, fakeStart, inboxRow, interactionRow, numberRow, threadRow, userRow } from '@/bridge/fake-rows';
import type { Thread } from '@/bridge/types';
import { clearSelection } from '@/stores/selection';
import { axeFindings, closeFake, openFake, type Opened, renderPage } from '@/test/feature';
import { fakeLayout } from '@/test/layout';
import { inTableOrder, type Person, statusOf, whyNot } from './model';
import { RecentPage } from './page';

let fake: FakeBridge;

beforeEach(() => {
  window.localStorage.clear();
  fakeLayout(1100, 53, 900);
});
afterEach(() => {
  clearSelection();
  closeFake();
});

function add(id: string, name: string, part: Partial<Thread>): void {
  fake.world.put('contacts', contactRow({ id: `con_${id}`, savedName: name, phone: `+3460000000${id.length}` }));
  fake.world.put('interactions', interactionRow({ id: `int_${id}`, threadId: id, state: part.open === false ? 'ended' : 'open' }));
  fake.world.put('threads', threadRow({ id, ...part }));
}

async function open(prepare: () => void = () => undefined): Promise<Opened> {
  fake = await openFake((opened) => {
    fake = opened;
    const { world } = opened;
    world.put('users', userRow({ id: 'usr_1', name: 'Olga' }), userRow({ id: 'usr_2', name: 'Ravi' }));
    world.state = { ...world.state, userId: 'usr_1' };
    world.put('numbers', numberRow({ id: 'num_1', name: 'Shop' }));
    world.put('inboxes', inboxRow({ id: 'inb_1', name: 'Support' }), inboxRow({ id: 'inb_2', name: 'Returns' }));
    add('t1', 'Lucía', { owner: 'usr_2', lastAt: fakeStart - 60_000, preview: 'Where is my parcel?' });
    add('t22', 'Bo', { open: false, state: 'ended', endReason: 'closed', owner: 'usr_1', lastAt: fakeStart - 120_000, inboxId: 'inb_2' });
    add('t333', 'Ada', { state: 'waiting', waitingSince: fakeStart - 600_000, lastAt: fakeStart - 600_000 });
    prepare();
  });
  return renderPage(
    <>
      <RecentPage />
      <Notifications />
    </>,
    '/conversations',
  );
}

const table = (): Promise<HTMLElement> => screen.findByRole('table', { name: 'Recent conversations' });
const names = async (): Promise<(string | undefined)[]> => within(await table()).getAllByRole('button', { name: /^View chat: / }).map((each) => each.getAttribute('aria-label')?.slice('View chat: '.length));
const called = (name: string): unknown => fake.world.calls.findLast((each) => each.name === name)?.args[0];
const menuOf = async (name: string): Promise<HTMLElement> => {
  fireEvent.click(await screen.findByRole('button', { name: `More actions: ${name}` }));
  return screen.findByRole('menu', { name: `More actions: ${name}` });
};

describe('recent conversations', () => {
  it('end again what was reopened by mistake, in the archive where it was there', async () => {
    await open(() => {
      add('t4444', 'Cleo', { open: false, state: 'ended', endReason: 'archived', owner: 'usr_1', lastAt: fakeStart - 180_000 });
    });
    for (const name of ['Bo', 'Cleo']) fireEvent.click(await screen.findByRole('checkbox', { name: new RegExp(name, 'u') }));
    fireEvent.click(await screen.findByRole('button', { name: 'Reopen' }));
    fireEvent.click(await screen.findByRole('button', { name: 'Undo' }));
    await waitFor(() => expect([fake.world.need('threads', 't22'), fake.world.need('threads', 't4444')]).toMatchObject([{ open: false, endReason: 'closed' }, { open: false, endReason: 'archived' }]));
    expect(called('interaction.close')).toMatchObject({ interactionId: expect.not.stringMatching('int_t22') as string });
  });

  it('call who was merged by the name of the person, each row with its own number, and are found by either', async () => {
    await open(() => {
      fake.world.put('contacts', contactRow({ id: 'con_t22', savedName: 'Zacharias', phone: '+34600777001', mergedInto: 'con_t333' }));
    });
    expect((await names()).filter((each) => each === 'Ada')).toHaveLength(2);
    expect(within(await table()).getByText('+34 600 77 70 01')).toBeInTheDocument();
    const search = screen.getByRole('searchbox');
    for (const [query, count] of [['zacharias', 1], ['ada', 2]] as const) {
      fireEvent.change(search, { target: { value: query } });
      await waitFor(async () => expect(await names()).toEqual(Array.from({ length: count }, () => 'Ada')));
    }
  });

  it('shows who, where, status, last message and when; opens one', async () => {
    const opened = await open();
    const rows = within(await table()).getAllByRole('row');
    expect(rows[1]).toHaveTextContent(/Lucía.*Shop.*Support.*Open.*Where is my parcel\?.*Ravi.*1 min.*doesn't judge the customer's mood yet/);
    expect(rows[2]).toHaveTextContent(/Bo.*Returns.*Closed.*Olga/);
    expect(rows[3]).toHaveTextContent(/Ada.*Waiting.*Nobody/);
    expect(await axeFindings()).toEqual([]);
    fireEvent.click(screen.getByRole('button', { name: 'View chat: Ada' }));
    expect(opened.history.at(-1)).toBe('/threads/t333');
  });

  it('narrows by words and status and sorts, and shows all again', async () => {
    await open();
    fireEvent.change(await screen.findByRole('searchbox'), { target: { value: 'ada' } });
    await waitFor(async () => expect(await names()).toEqual(['Ada']));
    expect(screen.getByText('1 of 3')).toBeInTheDocument();
    fireEvent.change(screen.getByRole('searchbox'), { target: { value: 'nobody' } });
    fireEvent.click(await screen.findByRole('button', { name: 'Show all conversations' }));
    await waitFor(async () => expect(await names()).toEqual(['Lucía', 'Bo', 'Ada']));
    fireEvent.click(screen.getByRole('combobox', { name: 'Status' }));
    fireEvent.click(await screen.findByRole('option', { name: 'Ended' }));
    await waitFor(async () => expect(await names()).toEqual(['Bo']));
    fireEvent.click(screen.getByRole('combobox', { name: 'Status' }));
    fireEvent.click(await screen.findByRole('option', { name: 'Any status' }));
    fireEvent.click(screen.getByRole('combobox', { name: 'Order' }));
    fireEvent.click(await screen.findByRole('option', { name: 'Longest wait' }));
    await waitFor(async () => expect(await names()).toEqual(['Ada', 'Lucía', 'Bo']));
  });

  it('shows how customers rated, and finds the unhappy ones', async () => {
    await open(() => {
      add('t4444', 'Glad', { open: false, state: 'ended', endReason: 'closed', score: 5, lastAt: fakeStart - 1000 });
      add('t55555', 'Sad', { open: false, state: 'ended', endReason: 'closed', score: 2, lastAt: fakeStart - 900_000 });
    });
    expect(await screen.findByRole('img', { name: '5 of 5 stars' })).toBeInTheDocument();
    fireEvent.click(screen.getByRole('combobox', { name: 'Order' }));
    fireEvent.click(await screen.findByRole('option', { name: 'Lowest rating' }));
    await waitFor(async () => expect((await names()).slice(0, 3)).toEqual(['Sad', 'Glad', 'Lucía']));
    fireEvent.click(screen.getByRole('combobox', { name: 'Rating' }));
    fireEvent.click(await screen.findByRole('option', { name: 'Low: 1 or 2' }));
    await waitFor(async () => expect(await names()).toEqual(['Sad']));
  });

  it('archives what has ended, takes it back, and says why it cannot be closed', async () => {
    await open();
    const menu = await menuOf('Bo');
    const close = within(menu).getByRole('menuitem', { name: /^Close/ });
    expect(close).toHaveTextContent('It has already ended.');
    fireEvent.click(close);
    expect(called('interaction.close')).toBeUndefined();
    fireEvent.click(within(menu).getByRole('menuitem', { name: 'Archive' }));
    await waitFor(() => expect(called('interaction.file')).toEqual({ interactionId: 'int_t22', back: false }));
    await waitFor(async () => expect(within(await table()).getByText('Archived')).toBeInTheDocument());
    fireEvent.click(await screen.findByRole('button', { name: 'Undo' }));
    await waitFor(() => expect(called('interaction.file')).toEqual({ interactionId: 'int_t22', back: true }));
    await waitFor(async () => expect(within(await table()).getByText('Closed')).toBeInTheDocument());
  });

  it('does with a selection what each of it allows', async () => {
    await open();
    fireEvent.click(await screen.findByRole('checkbox', { name: 'Select Lucía' }));
    fireEvent.click(screen.getByRole('checkbox', { name: 'Select Bo' }));
    const bar = await screen.findByRole('toolbar', { name: '2 selected' });
    fireEvent.click(within(bar).getByRole('button', { name: 'Close 1' }));
    await waitFor(() => expect(called('interaction.close')).toMatchObject({ interactionId: 'int_t1' }));
    expect(fake.world.calls.filter((each) => each.name === 'interaction.close')).toHaveLength(1);
    await waitFor(() => expect(screen.queryByRole('toolbar')).toBeNull());
    fireEvent.click(screen.getByRole('checkbox', { name: 'Select Bo' }));
    const again = await screen.findByRole('toolbar', { name: '1 selected' });
    expect(within(again).getByRole('button', { name: 'Close' })).toHaveAccessibleDescription(/None of these can be closed/);
    fireEvent.click(within(again).getByRole('button', { name: 'Select all 3' }));
    expect(await screen.findByRole('toolbar', { name: '3 selected' })).toBeInTheDocument();
  });

  it('shows what was known last without a connection, and does nothing then', async () => {
    await open(() => void (fake.world.state = { ...fake.world.state, link: { ...fake.world.state.link, state: 'offline' } }));
    expect(await screen.findByText(/^You're offline\. This is the last known state/)).toBeInTheDocument();
    const menu = await menuOf('Lucía');
    expect(within(menu).getAllByText("You're offline. Reconnect first.")).toHaveLength(3);
  });
});

describe('what may be done', () => {
  const agent: Person = { me: 'usr_1', supervisor: false, online: true, had: (id) => id === 'int_had' };
  const mine = threadRow({ id: 't', owner: 'usr_1' });
  const ended = threadRow({ id: 't', open: false, state: 'ended', endReason: 'closed', interactionId: 'int_had' });

  it.each([
    ['close', mine, undefined],
    ['archive', mine, undefined],
    ['reopen', mine, 'open'],
    ['close', threadRow({ id: 't', owner: 'usr_2' }), 'notYours'],
    ['close', threadRow({ id: 't', state: 'waiting' }), 'notYours'],
    ['archive', ended, undefined],
    ['reopen', ended, undefined],
    ['archive', { ...ended, interactionId: 'int_other' }, 'notHandled'],
    ['reopen', { ...ended, interactionId: 'int_other' }, 'notHandled'],
    ['archive', { ...ended, endReason: 'rule48h' }, 'archived'],
    ['archive', { ...ended, filed: true }, undefined],
    ['reopen', { ...ended, endReason: 'joined' }, 'joined'],
  ] as const)('by an agent: %s', (act, thread, want) => {
    expect(whyNot(act, thread, undefined, agent)).toBe(want);
  });

  it('is more for a supervisor, and nothing for a group', () => {
    const person = { ...agent, supervisor: true };
    expect(whyNot('close', threadRow({ id: 't', state: 'waiting' }), undefined, person)).toBeUndefined();
    expect(whyNot('reopen', { ...ended, interactionId: 'int_other' }, undefined, person)).toBeUndefined();
    expect(whyNot('reopen', ended, contactRow({ id: 'c', group: true }), person)).toBe('group');
  });
});

describe('a hundred thousand conversations', () => {
  it('are put in each order without an answer that takes seconds', () => {
    const many = Array.from({ length: 100_000 }, (_, index) => threadRow({ id: `t${index}`, lastAt: (index * 7919) % 100_003, waitingSince: index % 3 === 0 ? index : 0 }));
    const newest = inTableOrder(many, 'newest', () => '', 'en');
    expect(newest[0]?.lastAt).toBe(Math.max(...many.map((each) => each.lastAt)));
    expect(inTableOrder(many, 'name', (each) => each.id, 'en')[0]?.id).toBe('t0');
    expect(inTableOrder(many, 'waiting', () => '', 'en')[0]?.waitingSince).toBe(3);
    expect(statusOf(many[0] ?? threadRow({ id: 'x' }))).toBe('open');
  });
});
