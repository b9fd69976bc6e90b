import { screen, waitFor } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { contactRow, decisionRow, inboxRow, interactionRow, numberRow, threadRow, userRow } from '@/bridge/fake-rows';
import type { InteractionState } from '@/bridge/types';
import { closeFake, openFake, renderPage } from '@/test/feature';
import { ThreadRow } from './thread-row';

afterEach(closeFake);

describe('where a conversation stands', () => {
  it.each<[InteractionState, string]>([
    ['inFlow', 'In a flow'],
    ['waiting', 'Waiting · Support'],
    ['offered', 'Being offered'],
  ])('%s is said in its row', async (state, words) => {
    const thread = threadRow({ id: 't1', contactId: 'con_1', state, inboxId: 'inb_1' });
    await openFake(({ world }) => {
      world.put('contacts', contactRow({ id: 'con_1', profileName: 'Lena' }));
      world.put('inboxes', inboxRow({ id: 'inb_1', name: 'Support' }));
      world.put('numbers', numberRow({ id: 'num_1' }));
      world.put('threads', thread);
    });
    renderPage(<ThreadRow id="t1" current={false} chosen={false} />);
    expect(await screen.findByText(words)).toBeInTheDocument();
  });
});

describe('the channel of a conversation in the list', () => {
  it.each([
    ['sms', 'SMS', 'Unrouted: no inbox has this number'],
    ['whatsapp', undefined, 'Unrouted: no inbox has this number'],
  ] as const)('of %s: %s', async (channel, chip, waits) => {
    await openFake(({ world }) => {
      world.put('contacts', contactRow({ id: 'con_1', profileName: 'Lena' }));
      world.put('threads', threadRow({ id: 't1', contactId: 'con_1', channel, state: 'waiting', inboxId: '' }));
    });
    renderPage(<ThreadRow id="t1" current={false} chosen={false} />);
    expect(await screen.findByText(waits)).toBeInTheDocument();
    expect(screen.queryByText('SMS')?.textContent).toBe(chip);
  });
});

it('says how urgent it is, and why nobody could be asked', async () => {
  await openFake(({ world }) => {
    world.put('contacts', contactRow({ id: 'con_1', profileName: 'Lena' }));
    world.put('inboxes', inboxRow({ id: 'inb_1', name: 'Support' }));
    world.put('interactions', interactionRow({ id: 'int_1', threadId: 't1', state: 'waiting', decisionId: 'dec_1' }));
    const one = { since: 0, open: 0, limit: 5 };
    world.put('decisions', decisionRow({ id: 'dec_1', threadId: 't1', outcome: 'nobody', cause: 'nobodyFree', winner: '', candidates: [{ userId: 'a', reason: 'away', ...one }, { userId: 'b', reason: 'busy', ...one }] }));
    world.put('threads', threadRow({ id: 't1', contactId: 'con_1', interactionId: 'int_1', state: 'waiting', inboxId: 'inb_1', priority: 'urgent' }));
  });
  renderPage(<ThreadRow id="t1" current={false} chosen={false} />);
  expect(await screen.findByText('Urgent')).toBeInTheDocument();
  expect(screen.getByText('1 away, 1 busy')).toBeInTheDocument();
});

describe('what the inbox promises', () => {
  const minute = 60_000;
  it.each([
    ['not said while there is time', 30, 20, 0, undefined],
    ['said when it is due soon', 4, -1, 0, /^First answer due in 4.min$/],
    ['said when it is overdue', -2, -5, 0, /^First answer overdue for 2.min$/],
    ['not said once it was answered', -2, -5, 1, undefined],
  ] as const)('is %s', async (_, due, warn, answeredAt, words) => {
    await openFake(({ world }) => {
      world.put('contacts', contactRow({ id: 'con_1', profileName: 'Lena' }));
      world.put('interactions', interactionRow({ id: 'int_1', threadId: 't1', state: 'open', answeredAt, levels: { first: { dueAt: world.now + due * minute, warnAt: world.now + warn * minute, result: '' } } }));
      world.put('threads', threadRow({ id: 't1', contactId: 'con_1', interactionId: 'int_1', state: 'open' }));
    });
    renderPage(<ThreadRow id="t1" current={false} chosen={false} />);
    expect(await screen.findByText('Lena')).toBeInTheDocument();
    const said = screen.queryByText(/First answer/)?.textContent;
    if (words === undefined) expect(said).toBeUndefined();
    else expect(said).toMatch(words);
  });
});

describe('a colleague who types', () => {
  it('has a sign in the row, and none while they only look', async () => {
    const { world } = await openFake(({ world: filled }) => {
      filled.put('contacts', contactRow({ id: 'con_1', profileName: 'Lena' }));
      filled.put('users', userRow({ id: 'usr_a', name: 'Ana' }));
      filled.put('threads', threadRow({ id: 't1', contactId: 'con_1' }));
      filled.together.set('t1', [{ userId: 'usr_a', typing: true }]);
    });
    renderPage(<ThreadRow id="t1" current={false} chosen={false} />);
    expect(await screen.findByRole('img', { name: 'Ana is typing…' })).toBeInTheDocument();
    world.together.set('t1', [{ userId: 'usr_a' }]);
    world.emit('together');
    await waitFor(() => expect(screen.queryByRole('img', { name: /Ana/u })).toBeNull());
  });
});
