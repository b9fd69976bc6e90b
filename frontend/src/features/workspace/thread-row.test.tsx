import { screen } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { contactRow, inboxRow, numberRow, threadRow } from '@/bridge/fake-rows';
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
