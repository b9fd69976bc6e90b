import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { FakeBridge } from '@/bridge/fake';
import { shortcuts } from '@/lib/shortcuts';
import { addThread, hour, now, open, setUp, tearDown } from '@/test/workspace';

let fake: FakeBridge;
beforeEach(() => {
  fake = setUp();
});
afterEach(tearDown);

/** A conversation that this person may take, which has waited for so long. */
const waits = (id: string, since: number, more: Parameters<typeof addThread>[3] = {}): void => addThread(fake, id, id, { state: 'waiting', owner: '', access: 'summary', waitingSince: now - since, ...more });

describe('taking the next one', () => {
  it('takes what is urgent, then what has waited longest, and opens it', async () => {
    waits('young', hour);
    waits('old', 3 * hour);
    waits('urgent', hour / 2, { priority: 'urgent' });
    waits('asked', 9 * hour, { state: 'offered' });
    const take = vi.spyOn(fake.threads, 'take');
    const view = await open();
    await userEvent.keyboard('g');
    await waitFor(() => expect(take.mock.calls.map(([id]) => id)).toEqual(['int_urgent']));
    await waitFor(() => expect(view.history.at(-1)).toBe('/threads/urgent'));
    await userEvent.keyboard('{Alt>}g{/Alt}');
    await waitFor(() => expect(view.history.at(-1)).toBe('/threads/old'));
    expect(take.mock.calls.map(([id]) => id)).toEqual(['int_urgent', 'int_old']);
  });

  it('says that nobody waits, and stands among the shortcuts', async () => {
    const take = vi.spyOn(fake.threads, 'take');
    await open();
    await userEvent.keyboard('g');
    expect(await screen.findByText('Nobody is waiting')).toBeInTheDocument();
    expect(take).not.toHaveBeenCalled();
    expect(shortcuts.list().find((each) => each.id === 'queue.next')).toMatchObject({ keys: 'g', anywhere: 'act+g', label: 'Take the next one that waits' });
  });
});
