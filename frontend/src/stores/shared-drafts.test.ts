import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { BridgeError } from '@/bridge/errors';
import { fakeStart, threadRow } from '@/bridge/fake-rows';
import { type FakeBridge, installFake } from '@/bridge/fake';
import { setClockOffset } from '@/lib/clock';
import { resetDesk, useDesk } from './desk';
import { loadDrafts, resetDrafts, setDraft, useDrafts } from './drafts';
import { refreshSession, resetSession } from './session';
import { discardOffered, resetSharedDrafts, startSharedDrafts, takeOffered, useSharedDrafts } from './shared-drafts';

let fake: FakeBridge & { uninstall: () => void };
let stop: () => void;
const pass = (ms: number): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);
const here = (): string => useDrafts.getState().texts.get('t1') ?? '';
const kept = (): string | undefined => fake.world.keptDrafts.get('t1')?.text;
const offered = (): string | undefined => useSharedDrafts.getState().offered.get('t1')?.text;
const puts = (): number => fake.world.calls.filter((each) => each.name === 'draft.put').length;

/** The app begins: what is on the disk is read, and the connection is there or not. */
async function begin(): Promise<void> {
  stop = startSharedDrafts();
  useDesk.setState({ threads: new Map([['t1', threadRow({ id: 't1' })]]) });
  await refreshSession();
  await loadDrafts();
  await pass(0);
}

async function again(): Promise<void> {
  stop();
  resetSharedDrafts();
  resetDrafts();
  resetSession();
  await begin();
}

/** Another computer of the person writes, over the version that it knows. */
async function elsewhere(text: string, base = fake.world.keptDrafts.get('t1')?.at ?? 0): Promise<void> {
  await pass(1000);
  fake.world.keptDrafts.set('t1', { threadId: 't1', text, at: Date.now(), base });
  fake.world.emit('drafts');
  await pass(0);
}

beforeEach(async () => {
  vi.useFakeTimers({ now: fakeStart });
  setClockOffset(0);
  fake = installFake();
  await begin();
});
afterEach(() => {
  stop();
  resetSharedDrafts();
  resetDrafts();
  resetDesk();
  resetSession();
  fake.uninstall();
  vi.useRealTimers();
});

describe('a note that was begun', () => {
  const note = (): string => useDrafts.getState().texts.get('note/t1') ?? '';

  it('goes to the other computers beside the reply, and never as one', async () => {
    setDraft('t1', 'Dear Ana');
    setDraft('note/t1', 'she is in a hurry');
    await pass(5000);
    expect([kept(), fake.world.keptDrafts.get('note/t1')]).toMatchObject(['Dear Ana', { threadId: 't1', text: 'she is in a hurry', note: true }]);
    setDraft('note/t1', '');
    await pass(0);
    expect([kept(), fake.world.keptDrafts.get('note/t1')?.text]).toEqual(['Dear Ana', '']);
  });

  it('of another computer comes into the field of notes, or is offered there', async () => {
    const there = async (text: string, base: number): Promise<void> => {
      await pass(1000);
      fake.world.keptDrafts.set('note/t1', { threadId: 't1', text, note: true, at: Date.now(), base });
      fake.world.emit('drafts');
      await pass(0);
    };
    await there('from there', 0);
    expect([note(), here()]).toEqual(['from there', '']);
    setDraft('note/t1', 'from here');
    await there('from there, longer', fake.world.keptDrafts.get('note/t1')?.at ?? 0);
    expect([note(), useSharedDrafts.getState().offered.get('note/t1')?.text, offered()]).toEqual(['from here', 'from there, longer', undefined]);
    takeOffered('note/t1');
    expect([note(), here(), useSharedDrafts.getState().offered.get('note/t1')?.text]).toEqual(['from there, longer', '', 'from here']);
  });

  it('that is written anew stays on this computer', async () => {
    setDraft('note/t1/m1', 'corrected');
    await pass(5000);
    expect(puts()).toBe(0);
  });
});

describe('a reply that was begun', () => {
  it('goes to the other computers in a pause, and now and then while somebody types on', async () => {
    setDraft('t1', 'Hel');
    await pass(1000);
    setDraft('t1', 'Hello');
    expect(puts()).toBe(0);
    await pass(4100);
    expect([kept(), puts()]).toEqual(['Hello', 1]);
    for (let i = 0; i < 300; i++) {
      setDraft('t1', 'x'.repeat(i + 1));
      await pass(100);
    }
    expect(puts()).toBeGreaterThanOrEqual(2);
    expect(puts()).toBeLessThanOrEqual(3);
  });

  it('is taken away there at once when it was sent', async () => {
    setDraft('t1', 'Hello');
    await pass(5000);
    setDraft('t1', '');
    await pass(0);
    expect(kept()).toBe('');
  });

  it('comes from another computer into an empty field, and goes on there', async () => {
    await elsewhere('Good day');
    expect([here(), offered()]).toEqual(['Good day', undefined]);
    await elsewhere('Good day, Ms Hoffmann');
    expect(here()).toBe('Good day, Ms Hoffmann');
    await elsewhere('');
    expect(here()).toBe('');
    expect(puts()).toBe(0);
  });

  it('never takes the place of what is being typed here: it is offered', async () => {
    setDraft('t1', 'typed here');
    await elsewhere('typed there');
    expect([here(), offered()]).toEqual(['typed here', 'typed there']);
    takeOffered('t1');
    expect([here(), offered()]).toEqual(['typed there', 'typed here']);
    takeOffered('t1');
    expect(here()).toBe('typed here');
    discardOffered('t1');
    await pass(5000);
    expect([kept(), offered()]).toEqual(['typed here', undefined]);
  });

  it('is offered as well when it does not go on from what stands here', async () => {
    setDraft('t1', 'typed here');
    await pass(5000);
    await elsewhere('begun anew, offline', 1);
    expect([here(), offered()]).toEqual(['typed here', 'begun anew, offline']);
    discardOffered('t1');
    await pass(5000);
    expect(kept()).toBe('typed here');
  });

  it('waits for the connection, also through a restart', async () => {
    fake.world.setOnline(false);
    await refreshSession();
    setDraft('t1', 'offline');
    await pass(5000);
    expect(kept()).toBeUndefined();
    await again();
    expect(here()).toBe('offline');
    fake.world.setOnline(true);
    await refreshSession();
    await pass(0);
    expect(kept()).toBe('offline');
  });

  it('that was sent here offline is not brought back by an older one', async () => {
    setDraft('t1', 'Hello');
    await pass(5000);
    fake.world.setOnline(false);
    await refreshSession();
    setDraft('t1', '');
    await pass(1000);
    await again();
    fake.world.setOnline(true);
    await refreshSession();
    await pass(0);
    expect([here(), kept()]).toEqual(['', '']);
  });

  it('stays here when the relay refuses it, or it is too long', async () => {
    fake.world.fail('draft.put', new BridgeError('notFound', 'Not yours.', 'notYours'));
    setDraft('t1', 'Hello');
    await pass(60_000);
    expect([here(), puts()]).toEqual(['Hello', 1]);
    setDraft('t1', 'é'.repeat(4097));
    await pass(60_000);
    expect(puts()).toBe(1);
  });
});
