/** What comes into the open conversation is said once, and what was there is not. */
import { act, screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { FakeBridge } from '@/bridge/fake';
import * as rows from '@/bridge/fake-rows';
import { addThread, now, open, setUp, tearDown, thread } from '@/test/workspace';

let fake: FakeBridge;
beforeEach(() => void (fake = setUp()));
afterEach(tearDown);

const polite = (): string => (screen.getByTestId('polite').textContent ?? '').replaceAll(/[\u2066-\u2069]/g, '');

it('a message with its words, and one of ours that did not arrive', async () => {
  addThread(fake, 't1', 'Lucia');
  const mine = rows.messageRow({ id: 'ours', threadId: 't1', at: now - 1000, seq: ++fake.world.seq, out: true, text: 'On its way', status: 'sent' });
  fake.world.put('messages', mine);
  await open('/threads/t1');
  await within(thread()).findByText('On its way');
  expect(polite()).not.toContain('Hello from Lucia');
  act(() => void fake.receive({ threadId: 't1', text: 'Where is my parcel?' }));
  await waitFor(() => expect(polite()).toBe('Lucia: Where is my parcel?'));
  act(() => fake.world.put('messages', { ...mine, status: 'rejected' }));
  await waitFor(() => expect(polite()).toContain('Not delivered: On its way'));
});
