import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BridgeError } from '@/bridge/errors';
import { type FakeBridge, installFake } from '@/bridge/fake';
import { threadRow } from '@/bridge/fake-rows';
import type { Queued } from '@/bridge/types';
import { NoReplyField } from '@/lib/form-begun';
import { resetDesk, useDesk } from './desk';
import { resetDrafts } from './drafts';
import { filledName } from './filled-again';
import { undoSend } from './held';
import { isBegun } from './kept-form';
import { resetOutbox } from './outbox';
import { resetSession, useSession } from './session';
import { setNoteIn, useView } from './view';

let fake: FakeBridge & { uninstall: () => void };
const name = filledName('t1', 'location');
const content = { type: 'location', text: '', mediaId: '', fileName: '', mime: '', size: 0, location: { latitude: 3, longitude: 4, name: '', address: '', url: '' }, template: null, emoji: '', replyTo: '' };
// Only what is read of it.
const place = { clientId: 'c1', threadId: 't1', state: 'waiting', send: { threadId: 't1', content } } as unknown as Queued;
const called = (): readonly string[] => fake.world.calls.map((each) => each.name).filter((each) => each === 'compose.saveDraft' || each === 'compose.undoSend');
const onDisk = (): boolean => fake.world.drafts.some((each) => each.threadId === name);

const mine = threadRow({ id: 't1', state: 'open', open: true, owner: 'usr_1', lastCustomerAt: Date.now() });
const open = (part: Partial<typeof mine> = {}): void => useDesk.setState({ threads: new Map([['t1', { ...mine, ...part }]]) });

beforeEach(() => {
  fake = installFake();
  fake.world.queued = [place];
  useSession.setState({ state: { ...fake.world.state, userId: 'usr_1' } });
  open();
});
afterEach(() => {
  resetDesk();
  resetSession();
  resetDrafts();
  resetOutbox();
  fake.uninstall();
});

describe('a form that is taken back', () => {
  it('is on disk before it leaves the queue', async () => {
    await undoSend(place);
    expect(called().slice(0, 2)).toEqual(['compose.saveDraft', 'compose.undoSend']);
    expect([onDisk(), fake.world.queued]).toEqual([true, []]);
  });

  it('shows the reply, from a note too', async () => {
    setNoteIn('t1');
    await undoSend(place);
    expect([useView.getState().noteIn, useView.getState().writeIn]).toEqual(['', 't1']);
  });

  it.each([
    ['the window has closed', { lastCustomerAt: 1 }],
    ['a colleague has the conversation', { owner: 'usr_2' }],
    ['it waits again', { state: 'waiting', owner: '' }],
    ['it has ended', { open: false }],
  ] as const)('stays in the queue where %s', async (_, part) => {
    open(part);
    await expect(undoSend(place)).rejects.toThrow(NoReplyField);
    expect([called(), isBegun(name), fake.world.queued]).toEqual([[], false, [place]]);
  });

  it('stays in the queue alone when the disk refuses it', async () => {
    fake.world.fail('compose.saveDraft', new BridgeError('internal', 'disk full'));
    await expect(undoSend(place)).rejects.toThrow('disk full');
    expect([called().includes('compose.undoSend'), isBegun(name), fake.world.queued]).toEqual([false, false, [place]]);
  });

  it.each([
    ['is emptied when it may not be', new BridgeError('conflict', 'This is being sent.', 'sending'), [], false],
    ['is emptied when nothing came of it', new BridgeError('internal', 'no answer'), [place], false],
    ['is kept when it has left the queue without an answer', new BridgeError('internal', 'no answer'), [], true],
  ] as const)('%s', async (_, error, queued, kept) => {
    fake.world.queued = [...queued];
    fake.world.fail('compose.undoSend', error);
    await expect(undoSend(place)).rejects.toThrow(error.message);
    expect(isBegun(name)).toBe(kept);
  });
});
