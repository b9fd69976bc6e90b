import { notifications } from '@mantine/notifications';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { FakeBridge } from '@/bridge/fake';
import * as rows from '@/bridge/fake-rows';
import { addThread, now, open, setUp, tearDown, thread } from '@/test/workspace';

let fake: FakeBridge;
beforeEach(() => {
  fake = setUp();
});
afterEach(tearDown);

describe('who was asked and who has it', () => {
  it.each([
    { winner: 'usr_ben', owner: 'usr_ana', line: 'Offered to Ben: it was their turn', card: 'Why Ben was asked' },
    { winner: 'usr_ana', owner: 'usr_ana', line: "Routed to you: it's your turn", card: 'Why this conversation came to you' },
    { winner: 'usr_ben', owner: 'usr_ben', line: 'Routed to Ben: it was their turn', card: 'Why this conversation came to Ben' },
    { winner: 'usr_ana', owner: 'usr_ben', line: "Offered to you: it's your turn", card: 'Why you were asked' },
    { winner: 'usr_ben', owner: '', line: 'Offered to Ben: it was their turn', card: 'Why Ben was asked' },
  ])('says $line when $winner was asked and $owner has it', async ({ winner, owner, line, card }) => {
    fake.world.state = rows.appState({ role: 'admin' });
    addThread(fake, 't1', 'Lucia', { owner, state: owner === '' ? 'offered' : 'open' });
    fake.world.put('decisions', rows.decisionRow({ id: 'dec', threadId: 't1', at: now, winner, candidates: [{ userId: winner, reason: 'wonTurn', since: 0, open: 0, limit: 3 }] }));
    fake.world.put('interactions', { ...fake.world.need('interactions', 'int_t1'), owner, decisionId: 'dec' });
    await open('/threads/t1');
    expect(await screen.findByRole('region', { name: card })).toBeInTheDocument();
    expect(await within(thread()).findByText(line)).toBeInTheDocument();
  });
});

describe('a thread that was closed', () => {
  /** The toast that stands after E; here it does not go by itself after a while, only because it is over. */
  async function closed(): Promise<HTMLElement> {
    const { show } = notifications;
    vi.spyOn(notifications, 'show').mockImplementation((toast) => show({ ...toast, autoClose: false }));
    addThread(fake, 't1', 'Lucia');
    await open('/threads/t1');
    await within(thread()).findByText('Hello from Lucia');
    await userEvent.keyboard('{Alt>}e{/Alt}');
    const toast = await screen.findByRole('alert');
    expect(toast).toHaveTextContent('Closed');
    expect(await within(thread()).findByText('Closed by you')).toBeInTheDocument();
    expect(toast).toBeInTheDocument();
    return toast;
  }

  it('offers no undo any more once it was reopened in the thread', async () => {
    await closed();
    await userEvent.click(within(thread()).getAllByRole('button', { name: 'Reopen' })[0] as HTMLElement);
    expect(await screen.findByRole('textbox', { name: 'Reply' })).toBeInTheDocument();
    await waitFor(() => expect(screen.queryByRole('alert')).toBeNull());
  });

  it('offers no undo any more once it was undone', async () => {
    await userEvent.click(within(await closed()).getByRole('button', { name: 'Reopen' }));
    expect(await screen.findByRole('textbox', { name: 'Reply' })).toBeInTheDocument();
    await waitFor(() => expect(screen.queryByRole('alert')).toBeNull());
  });

  it('offers no undo any more once the customer has written again', async () => {
    await closed();
    fake.world.put('interactions', rows.interactionRow({ id: 'int_next', threadId: 't1', owner: 'usr_ana', startedAt: now }));
    fake.world.put('threads', { ...fake.world.need('threads', 't1'), interactionId: 'int_next', open: true, state: 'open', epoch: 1 });
    await waitFor(() => expect(screen.queryByRole('alert')).toBeNull());
  });
});
