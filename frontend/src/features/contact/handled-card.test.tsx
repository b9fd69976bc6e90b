import { screen, within } from '@testing-library/react';
import { afterEach, expect, it } from 'vitest';
import { fakeStart, spanRow, threadRow, userRow } from '@/bridge/fake-rows';
import { closeFake, openFake, renderPage } from '@/test/feature';
import { newer } from '@/test/newer';
import { HandledCard } from './handled-card';

afterEach(closeFake);

const thread = threadRow({ id: 'thr_1' });

it('says that nobody has handled it', async () => {
  await openFake(({ world }) => world.put('threads', thread));
  renderPage(<HandledCard thread={thread} />);
  const card = await screen.findByRole('region', { name: 'Handled by' });
  expect(card).toHaveTextContent('Nobody has handled this conversation yet.');
});

it('lists who handled it in order, how it came to them and how it went', async () => {
  await openFake(({ world }) => {
    world.put('threads', thread);
    world.put('users', userRow({ id: 'usr_ana', name: 'Ana' }), userRow({ id: 'usr_ben', name: 'Ben' }));
    world.put(
      'spans',
      spanRow({ id: 'spn_2', threadId: 'thr_1', userId: 'usr_ana', from: fakeStart + 600_000, began: 'got' }),
      spanRow({ id: 'spn_1', threadId: 'thr_1', userId: 'usr_ben', to: fakeStart + 600_000, ended: 'transferred' }),
      spanRow({ id: 'spn_0', threadId: 'thr_9', userId: 'usr_ben' }),
      spanRow({ id: 'spn_3', threadId: 'thr_1', userId: 'usr_gone', from: fakeStart + 700_000, began: newer('of a later version'), ended: newer('too') }),
    );
  });
  renderPage(<HandledCard thread={thread} />);
  const rows = within(await screen.findByRole('region', { name: 'Handled by' })).getAllByRole('listitem');
  expect(rows).toHaveLength(3);
  expect(rows[0]).toHaveTextContent(/^Ben.*–.*Accepted the offer\. Transferred\.$/);
  expect(rows[1]).toHaveTextContent(/^Yousince .*Got it by transfer\.$/);
  expect(rows[2]).toHaveTextContent(/^Someone who has left/);
  expect(rows[2]).not.toHaveTextContent('later version');
});
