import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BridgeError } from '@/bridge/errors';
import type { FakeBridge } from '@/bridge/fake';
import { contactRow, fakeStart, inboxRow, interactionRow, numberRow, offerRow, threadRow, userRow } from '@/bridge/fake-rows';
import type { Thread } from '@/bridge/types';
import { axeFindings, closeFake, openFake, type Opened, renderPage } from '@/test/feature';
import { fakeLayout } from '@/test/layout';
import { BoardPage } from './page';

const minute = 60_000;
let fake: FakeBridge;

beforeEach(() => fakeLayout(1000, 53, 1200));
afterEach(closeFake);

/** A conversation of a customer with a name. */
function put({ world }: FakeBridge, id: string, name: string, part: Partial<Thread> = {}): void {
  world.put('contacts', contactRow({ id: `con_${id}`, savedName: name }));
  world.put('interactions', interactionRow({ id: `int_${id}`, threadId: id, serviceStartAt: part.lastCustomerAt ?? fakeStart - minute }));
  world.put('threads', threadRow({ id, state: 'waiting', waitingSince: fakeStart - minute, lastCustomerAt: fakeStart - minute, lastAt: fakeStart - minute, ...part }));
}

async function open(prepare: (fake: FakeBridge) => void = () => undefined): Promise<Opened> {
  fake = await openFake((opened) => {
    const { world } = opened;
    world.put('numbers', numberRow({ id: 'num_1', name: 'Support DACH' }));
    world.put('inboxes', inboxRow({ id: 'inb_1', name: 'First line', members: ['usr_ana', 'usr_ben'] }));
    world.put('users', userRow({ id: 'usr_ana', name: 'Ana', role: 'owner' }), userRow({ id: 'usr_ben', name: 'Ben', presence: 'away', chosen: 'away', presenceReason: 'lunch', presenceBy: 'usr_ana' }));
    prepare(opened);
  });
  return renderPage(<BoardPage />);
}

const tile = (name: RegExp): HTMLElement => screen.getByRole('button', { name });
const rowsOf = (name: string): readonly HTMLElement[] => within(screen.getByRole('table', { name })).getAllByRole('row').slice(1);

describe('the board', () => {
  it('shows agents, queues and who waits, and follows what happens', async () => {
    await open((opened) => put(opened, 'lena', 'Lena', { waitingSince: fakeStart - 5 * minute }));
    expect(await screen.findByRole('button', { name: /^In the queue\s*1\s*Longest: 5.min/ })).toHaveAttribute('aria-pressed', 'true');
    expect(rowsOf('In the queue')[0]).toHaveTextContent(/Lena.*Support DACH.*First line.*Nobody yet.*5.min.*23.h/);
    expect(rowsOf('Queues')[0]).toHaveTextContent(/First line1.*5.min.*0.*1 free, 0 at capacity, 1 away, 0 offline/);
    expect(rowsOf('Agents')[1]).toHaveTextContent(/Ben.*Away.*lunch · set by .Ana.*0 of 3/);
    expect(await axeFindings()).toEqual([]);
    act(() => {
      fake.world.put('offers', offerRow({ id: 'off_1', threadId: 'lena', userId: 'usr_ana' }));
      fake.world.put('threads', { ...fake.world.need('threads', 'lena'), state: 'offered' });
    });
    await waitFor(() => expect(rowsOf('In the queue')[0]).toHaveTextContent('Offered to Ana'));
    expect(rowsOf('Agents')[0]).toHaveTextContent(/Ana.*1 offered/);
    act(() => fake.world.put('threads', { ...fake.world.need('threads', 'lena'), state: 'open', owner: 'usr_ana', waitingSince: 0 }));
    expect(await screen.findByRole('heading', { name: 'The queue is empty' })).toBeInTheDocument();
    expect(rowsOf('Agents')[0]).toHaveTextContent(/Ana.*1 of 3.*1.min/);
    await userEvent.click(tile(/^Waiting for an answer\s*1/));
    expect(rowsOf('Waiting for an answer')[0]).toHaveTextContent(/Lena.*Ana.*1.min/);
  });

  it('counts the windows that close within an hour and those that were lost today', async () => {
    await open((opened) => {
      put(opened, 'soon', 'Soon', { state: 'open', owner: 'usr_ana', lastCustomerAt: fakeStart - 24 * 60 * minute + 30 * minute });
      put(opened, 'gone', 'Gone', { state: 'open', owner: 'usr_ana', lastCustomerAt: fakeStart - 25 * 60 * minute });
      opened.world.put('interactions', { ...opened.world.need('interactions', 'int_gone'), lostAt: fakeStart - minute });
    });
    await userEvent.click(await screen.findByRole('button', { name: /^Closing within an hour\s*1/ }));
    expect(rowsOf('Closing within an hour')[0]).toHaveTextContent(/Soon.*(30.min|29.min)/);
    await userEvent.click(tile(/^Windows lost today\s*1/));
    expect(rowsOf('Windows lost today')[0]).toHaveTextContent(/Gone.*Ana/);
  });

  it('counts the alerts of today that reached nobody, and leads to them', async () => {
    await open(({ world }) => (world.unreached = [{ type: 'offer', threadId: 'lena', at: fakeStart, people: [] }]));
    const link = await screen.findByRole('link', { name: /^Alerts that reached nobody\s*1/ });
    expect(link).toHaveAttribute('href', '/notifications');
    expect(link).toHaveTextContent('Today; see which and why');
  });

  it('shows what an inbox promised and is due soon or overdue', async () => {
    await open((opened) => {
      put(opened, 'soon', 'Soon');
      put(opened, 'over', 'Over');
      const levels = (dueAt: number) => ({ first: { dueAt, warnAt: fakeStart - minute, result: '' } }) as const;
      opened.world.put('interactions', { ...opened.world.need('interactions', 'int_soon'), levels: levels(fakeStart + 10 * minute) }, { ...opened.world.need('interactions', 'int_over'), levels: levels(fakeStart - 3 * minute) });
    });
    await userEvent.click(await screen.findByRole('button', { name: /^Service level at risk\s*2/ }));
    expect(rowsOf('Service level at risk').map((each) => each.textContent)).toEqual([expect.stringMatching(/Over.*First answer overdue for 3.min/), expect.stringMatching(/Soon.*First answer due in 10.min/)]);
  });

  it('lets a supervisor assign to anybody who may, and says why not', async () => {
    await open((opened) => {
      opened.world.put('users', userRow({ id: 'usr_eve', name: 'Eve' }), userRow({ id: 'usr_ben', name: 'Ben' }), userRow({ id: 'usr_out', name: 'Ida', presence: 'away', presenceReason: 'lunch' }), userRow({ id: 'usr_off', name: 'Otto', whatsApp: false }));
      opened.world.put('inboxes', inboxRow({ id: 'inb_1', name: 'First line', members: ['usr_ana', 'usr_ben', 'usr_out'] }));
      put(opened, 'lena', 'Lena');
    });
    await userEvent.click(await screen.findByRole('button', { name: 'Assign the conversation with Lena' }));
    const list = await screen.findByRole('list', { name: 'Agents who can take it' });
    expect(within(list).getAllByRole('button').map((each) => each.textContent)).toEqual([expect.stringMatching(/Ana.*Online · 0 of 3/), expect.stringMatching(/Ben.*Online · 0 of 3/), expect.stringMatching(/Ida.*Away \(lunch\) · 0 of 3/)]);
    expect(within(list).getByRole('button', { name: /Ida/ })).toBeDisabled();
    fake.world.fail('interaction.transfer', new BridgeError('conflict', 'Ben is switched off.', 'cannotTake'));
    await userEvent.click(within(list).getByRole('button', { name: /Ben/ }));
    expect(await screen.findByText('Ben is switched off.')).toBeInTheDocument();
    await userEvent.click(within(list).getByRole('button', { name: /Ben/ }));
    await waitFor(() => expect(fake.world.need('threads', 'lena').owner).toBe('usr_ben'));
    await waitFor(() => expect(screen.queryByRole('list', { name: 'Agents who can take it' })).toBeNull());
  });

  it('is worked by keys alone: assigning, giving it up, and presence', async () => {
    await open((opened) => {
      opened.world.put('users', userRow({ id: 'usr_ben', name: 'Ben' }));
      opened.world.put('inboxes', inboxRow({ id: 'inb_1', name: 'First line', members: ['usr_ben'] }));
      put(opened, 'lena', 'Lena');
    });
    const assign = await screen.findByRole('button', { name: 'Assign the conversation with Lena' });
    assign.focus();
    await userEvent.keyboard('{Enter}');
    await screen.findByRole('list', { name: 'Agents who can take it' });
    await userEvent.keyboard('{Escape}');
    await waitFor(() => expect(assign).toHaveFocus());
    await userEvent.keyboard('{Enter}');
    const ben = within(await screen.findByRole('list', { name: 'Agents who can take it' })).getByRole('button', { name: /Ben/ });
    for (let step = 0; step < 5 && document.activeElement !== ben; step += 1) await userEvent.tab();
    await userEvent.keyboard('{Enter}');
    await waitFor(() => expect(fake.world.need('threads', 'lena').owner).toBe('usr_ben'));
    screen.getByRole('button', { name: 'Set the status of Ben' }).focus();
    await userEvent.keyboard('{Enter}');
    await screen.findByRole('menuitem', { name: 'Away: Training' });
    await userEvent.keyboard('{ArrowDown}{End}{Enter}');
    await waitFor(() => expect(fake.world.need('users', 'usr_ben').presence).toBe('offline'));
  });

  it('lets a supervisor set presence with a reason, and open a conversation', async () => {
    const opened = await open((with_) => put(with_, 'lena', 'Lena'));
    await userEvent.click(await screen.findByRole('button', { name: 'Set the status of Ben' }));
    await userEvent.click(await screen.findByRole('menuitem', { name: 'Away: Training' }));
    await waitFor(() => expect(fake.world.need('users', 'usr_ben').presenceReason).toBe('Training'));
    await userEvent.click(screen.getByRole('button', { name: 'Open the conversation with Lena' }));
    expect(opened.history.at(-1)).toBe('/threads/lena');
  });

  it('keeps an admin from setting the presence of an owner', async () => {
    await open(({ world }) => {
      world.state = { ...world.state, role: 'admin', userId: 'usr_ben' };
    });
    expect(await screen.findByRole('button', { name: 'Set the status of Ben' })).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: 'Set the status of Ana' })).toBeNull();
  });

  it('narrows to an inbox and to words', async () => {
    await open((opened) => {
      opened.world.put('inboxes', inboxRow({ id: 'inb_2', name: 'Sales', members: ['usr_x0'] }));
      opened.world.put('users', ...Array.from({ length: 8 }, (_, n) => userRow({ id: `usr_x${n}`, name: `Xenia ${n}` })));
      put(opened, 'lena', 'Lena');
      put(opened, 'sold', 'Sold', { inboxId: 'inb_2' });
    });
    await screen.findByText('Lena');
    await userEvent.type(screen.getByRole('searchbox', { name: 'Search agents and inboxes' }), 'xenia 3');
    expect(rowsOf('Agents')).toHaveLength(1);
    await userEvent.click(screen.getByRole('combobox', { name: 'Inbox' }));
    await userEvent.click(await screen.findByRole('option', { name: 'Sales' }));
    expect(await screen.findByText('Sold')).toBeInTheDocument();
    expect(screen.queryByText('Lena')).toBeNull();
    expect(rowsOf('Queues')).toHaveLength(1);
  });

  it('says what is missing: an inbox, anybody online, a right, a connection', async () => {
    const view = await open(({ world }) => {
      world.drop('inboxes', 'inb_1');
      world.put('users', userRow({ id: 'usr_ana', name: 'Ana', role: 'owner', presence: 'offline' }));
      world.state = { ...world.state, link: { ...world.state.link, state: 'offline' } };
    });
    expect(await screen.findByRole('heading', { name: 'No inbox yet' })).toBeInTheDocument();
    expect(screen.getByText('Nobody is online: new conversations wait in their queues.')).toBeInTheDocument();
    expect(screen.getByText(/These figures stand since \d\d:\d\d/)).toBeInTheDocument();
    expect(screen.getByRole('button', { name: 'Set the status of Ben' })).toBeDisabled();
    view.unmount();
    closeFake();
    await open(({ world }) => {
      world.state = { ...world.state, role: 'agent' };
    });
    expect(await screen.findByRole('heading', { name: 'Only owners and admins can see the board' })).toBeInTheDocument();
  });
});
