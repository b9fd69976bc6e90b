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

/** Rows that count how often they are gone through, and how often one of them is looked at by its id. */
class Counted<Row> extends Map<string, Row> {
  looked = 0;
  walks = 0;

  override get(id: string): Row | undefined {
    this.looked++;
    return super.get(id);
  }

  override values(): MapIterator<Row> {
    this.walks++;
    return super.values();
  }
}

// How much is looked at, whatever the machine: all rows a few times for a change, and no contact but those in view.
it('shows a hundred thousand conversations, and follows a new message among them', async () => {
  await openFake(() => undefined);
  let named = 0;
  const counted = (id: string, row: Thread): Thread => Object.defineProperty(row, 'id', { enumerable: true, get: () => (named++, id) });
  const contacts = new Counted<Contact>();
  const rows = Array.from({ length: count }, (_, index): [string, Thread] => {
    contacts.set(`c${index}`, contactRow({ id: `c${index}`, savedName: `Customer ${index}` }));
    return [`t${index}`, counted(`t${index}`, threadRow({ id: `t${index}`, contactId: `c${index}`, lastAt: fakeStart - ((index * 7919) % 100_003) * 1000, lastSeq: index, open: false, state: 'ended', endReason: 'closed' }))];
  });
  const threads = new Counted(rows);
  act(() => useDesk.setState({ threads, contacts }));
  renderPage(<RecentPage />, '/conversations');
  const table = await screen.findByRole('table', { name: 'Recent conversations' });
  expect(within(table).getAllByRole('row').length).toBeLessThan(60);
  const next = new Counted(rows);
  next.set('t5', { ...(rows[5]?.[1] as Thread), lastAt: fakeStart + 1000 });
  contacts.looked = named = 0;
  act(() => useDesk.setState({ threads: next }));
  await waitFor(() => expect(within(table).getAllByRole('button', { name: /^View chat: / })[0]).toHaveAccessibleName('View chat: Customer 5'));
  expect(next.walks).toBe(1);
  expect(next.looked).toBeLessThan(1000);
  expect(contacts.looked).toBeLessThan(5000);
  expect(named).toBeLessThan(4 * count);
}, 60_000);
