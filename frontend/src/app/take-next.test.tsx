import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { BridgeError } from '@/bridge/errors';
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

  it('goes on to the next one where a colleague was quicker, and shows the list in which it is', async () => {
    waits('first', 3 * hour);
    waits('second', 2 * hour);
    waits('third', hour);
    const take = vi.spyOn(fake.threads, 'take');
    take.mockRejectedValueOnce(new BridgeError('notFound', 'It is not here.', 'notYours')).mockRejectedValueOnce(new BridgeError('conflict', 'Ben was quicker.', 'changedHands'));
    const view = await open();
    await userEvent.click(screen.getByRole('radio', { name: /Waiting/ }));
    await userEvent.keyboard('{Alt>}g{/Alt}');
    await waitFor(() => expect(view.history.at(-1)).toBe('/threads/third'));
    expect(take.mock.calls.map(([id]) => id)).toEqual(['int_first', 'int_second', 'int_third']);
    expect(screen.queryByText("Couldn't take the conversation")).toBeNull();
    expect(screen.getByRole('radio', { name: /Mine/ })).toBeChecked();
  });

  it('says that nobody waits any more once all were lost', async () => {
    waits('first', 3 * hour);
    const take = vi.spyOn(fake.threads, 'take');
    take.mockRejectedValueOnce(new BridgeError('notFound', 'It is not here.', 'notYours'));
    await open();
    await userEvent.keyboard('g');
    expect(await screen.findByText('Nobody waits any more')).toBeInTheDocument();
    expect(take).toHaveBeenCalledOnce();
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
