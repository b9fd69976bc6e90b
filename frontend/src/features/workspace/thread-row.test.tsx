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
