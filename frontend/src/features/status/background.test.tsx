import { waitFor } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { messageRow, threadRow } from '@/bridge/fake-rows';
import { closeFake, openFake, renderPage } from '@/test/feature';
import { Background } from './background';

afterEach(closeFake);

describe("the window's title", () => {
  it('counts the chats with something unread and names the profile', async () => {
    const fake = await openFake(({ world }) => (world.state = { ...world.state, profile: 'default' }));
    const view = renderPage(<Background />);
    await waitFor(() => expect(document.title).toBe('Parley'));
    for (const threadId of ['t1', 't2']) {
      fake.world.put('threads', threadRow({ id: threadId }));
      fake.world.put('messages', messageRow({ id: `${threadId}_1`, threadId, seq: ++fake.world.seq }), messageRow({ id: `${threadId}_2`, threadId, seq: ++fake.world.seq }));
    }
    await waitFor(() => expect(document.title).toBe('(2) Parley'));
    fake.world.setState({ profile: 'work' });
    await waitFor(() => expect(document.title).toBe('(2) Parley – work'));
    fake.world.put('readMarks', { threadId: 't1', upToSeq: fake.world.seq, unread: false });
    await waitFor(() => expect(document.title).toBe('(1) Parley – work'));
    view.unmount();
    expect(document.title).toBe('Parley – work');
  });
});
