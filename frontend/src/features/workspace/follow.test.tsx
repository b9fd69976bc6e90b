import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BridgeError } from '@/bridge/errors';
import type { FakeBridge } from '@/bridge/fake';
import { noticeRow } from '@/bridge/fake-rows';
import { addThread, list, open, setUp, tearDown } from '@/test/workspace';
import { clearSelection } from '@/stores/selection';
import { setContextOpen } from '@/stores/view';

let fake: FakeBridge;
beforeEach(() => {
  fake = setUp();
  addThread(fake, 'thr_1', 'Rosa');
  setContextOpen(true);
});
afterEach(() => {
  clearSelection();
  tearDown();
});

const key = (): void => void fireEvent.keyDown(document.activeElement ?? document.body, { key: 'F', code: 'KeyF', altKey: true, shiftKey: true });
const followers = (id = 'thr_1'): readonly string[] => fake.world.need('threads', id).followers ?? [];
const row = (id: string): Promise<HTMLElement> => waitFor(() => { const found = list().querySelector<HTMLElement>(`[data-thread="${id}"]`); expect(found).not.toBeNull(); return found as HTMLElement; });
const mark = async (...ids: readonly string[]): Promise<void> => { for (const id of ids) fireEvent.click(await row(id), { ctrlKey: true }); };
const card = (): Promise<HTMLElement> => screen.findByRole('region', { name: 'Followers' });

describe('following', () => {
  it('begins and ends by key; the details say who follows, and a list has what is followed', async () => {
    await open('/threads/thr_1');
    expect(await within(await card()).findByText(/^They hear of new messages/)).toBeTruthy();
    key();
    expect(await within(await card()).findByText('Ana (you)')).toBeTruthy();
    const parts = await within(list()).findByRole('radiogroup', { name: 'To do now, snoozed, or followed' });
    fireEvent.click(within(parts).getByRole('radio', { name: 'Followed 1' }));
    await waitFor(() => expect(within(list()).getByText('Rosa')).toBeTruthy());
    key();
    await waitFor(() => expect(followers()).toEqual([]));
    expect(await within(list()).findByText('You follow no conversation')).toBeTruthy();
  });

  it('of others is decided by whoever has the conversation, and a refusal stands beside the choice', async () => {
    fake.world.put('users', { ...fake.world.need('users', 'usr_ben'), role: 'admin' });
    await open('/threads/thr_1');
    fireEvent.click(await within(await card()).findByRole('button', { name: 'Add someone' }));
    const people = await screen.findByRole('group', { name: 'Colleagues who can see it' });
    expect(within(people).getAllByRole('button').map((each) => each.textContent)).toEqual(['AAna', 'BBen']);
    fake.world.fail('thread.follow', new BridgeError('conflict', '20 people follow this conversation, and no more can. Take someone off first.', 'followersFull'));
    fireEvent.click(within(people).getByRole('button', { name: /Ben/ }));
    expect(await screen.findByText(/^20 people follow this conversation/)).toBeTruthy();
    fireEvent.click(within(people).getByRole('button', { name: /Ben/ }));
    await waitFor(() => expect(followers()).toEqual(['usr_ben']));
    fireEvent.click(await within(await card()).findByRole('button', { name: 'Take Ben off' }));
    await waitFor(() => expect(followers()).toEqual([]));
  });

  it('of somebody else’s conversation leaves the others to whoever has it', async () => {
    fake.world.put('threads', { ...fake.world.need('threads', 'thr_1'), owner: 'usr_ben', access: 'handled', followers: ['usr_ben'] });
    await open('/threads/thr_1');
    const here = await card();
    expect(await within(here).findByText('Ben')).toBeTruthy();
    expect(within(here).queryByRole('button', { name: 'Take Ben off' })).toBeNull();
    expect(within(here).queryByRole('button', { name: 'Add someone' })).toBeNull();
    fireEvent.click(within(here).getByRole('button', { name: 'Follow' }));
    await waitFor(() => expect(followers()).toEqual(['usr_ben', 'usr_ana']));
  });

  it('of one that is only there to be taken, or of which an earlier part was theirs, can be ended', async () => {
    const world = fake.world;
    world.put('threads', { ...world.need('threads', 'thr_1'), owner: '', state: 'waiting', access: 'summary', followers: ['usr_ana'] });
    await open('/threads/thr_1');
    fireEvent.click(await within(await card()).findByRole('button', { name: 'Take Ana off' }));
    await waitFor(() => expect(followers()).toEqual([]));
    await waitFor(() => expect(screen.queryByRole('region', { name: 'Followers' })).toBeNull());
    world.put('threads', { ...world.need('threads', 'thr_1'), interactionId: 'int_later', owner: 'usr_ben', state: 'open', access: 'handled', followers: ['usr_ana'] });
    expect(await within(await card()).findByText('Ana (you)')).toBeTruthy();
    key();
    await waitFor(() => expect(followers()).toEqual([]));
  });

  it('of one that somebody else has now is read when it is opened', async () => {
    fake.world.put('threads', { ...fake.world.need('threads', 'thr_1'), owner: 'usr_ben', access: 'handled', followers: ['usr_ana'] });
    fake.world.put('notices', noticeRow({ id: 'ntc_1', type: 'followNote', threadId: 'thr_1', subject: 'thr_1_1' }));
    await open('/threads/thr_1');
    await waitFor(() => expect(fake.world.calls.some((each) => JSON.stringify(each).includes('thread.read'))).toBe(true));
  });

  it('is done to all that are marked, and undone', async () => {
    addThread(fake, 'thr_2', 'Ben');
    await open('/');
    await mark('thr_1', 'thr_2');
    fireEvent.click(within(await screen.findByRole('toolbar', { name: '2 selected' })).getByRole('button', { name: 'Follow' }));
    expect(await screen.findByText('Following: 2 conversations')).toBeTruthy();
    expect(followers()).toEqual(['usr_ana']);
    fireEvent.click(screen.getByRole('button', { name: 'Undo' }));
    await waitFor(() => expect(followers()).toEqual([]));
  });

  it('that was there before the marked ones were followed is there after the undo', async () => {
    addThread(fake, 'thr_2', 'Ben');
    fake.world.put('threads', { ...fake.world.need('threads', 'thr_2'), followers: ['usr_ana'] });
    await open('/');
    await mark('thr_1', 'thr_2');
    fireEvent.click(within(await screen.findByRole('toolbar', { name: '2 selected' })).getByRole('button', { name: 'Follow' }));
    expect(await screen.findByText('Following: 2 conversations')).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: 'Undo' }));
    await waitFor(() => expect(followers()).toEqual([]));
    expect(await screen.findByText('Undone: 1 conversation')).toBeTruthy();
    expect(followers('thr_2')).toEqual(['usr_ana']);
  });
});
