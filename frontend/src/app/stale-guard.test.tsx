import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FakeBridge } from '@/bridge/fake';
import * as rows from '@/bridge/fake-rows';
import { addThread, field, now, open, setUp, tearDown, thread } from '@/test/workspace';

let fake: FakeBridge;
beforeEach(() => {
  fake = setUp();
  addThread(fake, 't1', 'Lucia');
});
afterEach(tearDown);

const held = (): Promise<HTMLElement> => within(thread()).findByRole('article', { name: 'Held, not sent' });
const said = { code: 'conflict', subcode: 'questionChanged', params: { context: 'deleted', at: now } } as const;

describe('a reply to what is not any more what it was', () => {
  it('is held when the customer changed it meanwhile, and goes when the person wants it all the same', async () => {
    fake.world.state = rows.appState({ link: { state: 'offline', behind: 0, queued: 0, lastEventAt: now, problem: null, skipped: 0 } });
    await open('/threads/t1');
    await userEvent.type(await screen.findByRole('textbox', { name: 'Reply' }), 'to the question{Enter}');
    await waitFor(() => expect(fake.world.queued).toHaveLength(1));
    act(() => {
      fake.world.put('threads', { ...fake.world.need('threads', 't1'), changedSeq: ++fake.world.seq });
      fake.world.setOnline(true);
      fake.deliver();
    });
    expect(await held()).toHaveTextContent('The customer changed what they wrote. Look again, then decide.');
    await userEvent.click(within(await held()).getByRole('button', { name: 'Send anyway' }));
    await waitFor(() => expect(fake.world.messagesOf('t1').at(-1)?.text).toBe('to the question'));
  });

  it('is not held for what the person has seen', async () => {
    fake.world.put('threads', { ...fake.world.need('threads', 't1'), changedSeq: ++fake.world.seq });
    await open('/threads/t1');
    await userEvent.type(await screen.findByRole('textbox', { name: 'Reply' }), 'I see{Enter}');
    await waitFor(() => expect(fake.world.messagesOf('t1').at(-1)?.text).toBe('I see'));
  });

  it('says that the question was deleted, and can be changed', async () => {
    fake.world.queued = [rows.queuedRow({ clientId: 'c1', threadId: 't1', state: 'stopped', reason: 'questionChanged', said })];
    await open('/threads/t1');
    expect(await held()).toHaveTextContent('The customer deleted what they wrote.');
    const text = fake.world.queued[0]?.send?.content.text ?? '';
    await userEvent.click(within(await held()).getByRole('button', { name: 'Edit' }));
    await waitFor(() => expect(field()).toHaveValue(text));
    expect(fake.world.queued).toEqual([]);
  });
});
