import { act, screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { contactRow, fakeStart, threadRow } from '@/bridge/fake-rows';
import type { Contact, Thread } from '@/bridge/types';
import { useDesk } from '@/stores/desk';
import { closeFake, openFake, renderPage } from '@/test/feature';
import { fakeLayout } from '@/test/layout';
import { RecentPage } from './page';

beforeEach(() => {
  window.localStorage.clear();
  fakeLayout(1100, 53, 900);
});
afterEach(closeFake);

const count = 100_000;

it('shows a hundred thousand conversations, and follows a new message among them', async () => {
  await openFake(() => undefined);
  const threads = new Map<string, Thread>();
  const contacts = new Map<string, Contact>();
  for (let index = 0; index < count; index++) {
    contacts.set(`c${index}`, contactRow({ id: `c${index}`, savedName: `Customer ${index}` }));
    threads.set(`t${index}`, threadRow({ id: `t${index}`, contactId: `c${index}`, lastAt: fakeStart - ((index * 7919) % 100_003) * 1000, lastSeq: index, open: false, state: 'ended', endReason: 'closed' }));
  }
  act(() => useDesk.setState({ threads, contacts }));
  const began = performance.now();
  renderPage(<RecentPage />, '/conversations');
  const table = await screen.findByRole('table', { name: 'Recent conversations' });
  const shown = performance.now();
  const before = within(table).getAllByRole('row').length;
  const changed = performance.now();
  act(() => useDesk.setState({ threads: new Map(threads).set('t5', { ...(threads.get('t5') as Thread), lastAt: fakeStart + 1000 }) }));
  await waitFor(() => expect(within(table).getAllByRole('button', { name: /^View chat: / })[0]).toHaveAccessibleName('View chat: Customer 5'));
  const followed = performance.now();
  expect(before).toBeLessThan(60);
  // A busy machine takes some times longer than an idle one; what grows with the square of the rows takes minutes.
  expect(shown - began).toBeLessThan(10_000);
  expect(followed - changed).toBeLessThan(5_000);
}, 60_000);
