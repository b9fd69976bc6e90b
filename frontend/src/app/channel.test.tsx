import { screen, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FakeBridge } from '@/bridge/fake';
import { addThread, field, hour, list, now, open, setUp, tearDown, thread } from '@/test/workspace';

let fake: FakeBridge;
beforeEach(() => {
  fake = setUp();
});
afterEach(tearDown);

describe('the channel of a conversation', () => {
  it('is said beside the number; WhatsApp has a window', async () => {
    addThread(fake, 't1', 'Lucia', { lastCustomerAt: now - 25 * hour });
    await open('/threads/t1');
    expect(await within(thread()).findByText(/WhatsApp$/)).toBeInTheDocument();
    expect(within(thread()).getByText('window closed')).toBeInTheDocument();
    expect(screen.queryByRole('textbox', { name: 'Reply' })).toBeNull();
  });

  it('has no clock on SMS, and may always be written to', async () => {
    addThread(fake, 't1', 'Lucia', { channel: 'sms', lastCustomerAt: now - 25 * hour });
    await open('/threads/t1');
    expect(await within(thread()).findByText(/SMS$/)).toBeInTheDocument();
    expect(within(thread()).queryByText(/window|closes in/)).toBeNull();
    expect(within(list()).queryByText('Window closed')).toBeNull();
    expect(field()).toBeEnabled();
  });
});
