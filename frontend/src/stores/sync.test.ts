// @vitest-environment jsdom
import { waitFor } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { BridgeError } from '@/bridge/errors';
import { type FakeBridge, installFake } from '@/bridge/fake';
import { appState, queuedRow, threadRow } from '@/bridge/fake-rows';
import { resetDesk, useDesk } from './desk';
import { resetDrafts, setDraft, useDrafts } from './drafts';
import { resetMessages } from './messages';
import { refreshOutbox, resetOutbox, useOutbox } from './outbox';
import { refreshSession, resetSession, useSession } from './session';
import { startSync, stopSync } from './sync';

let fake: FakeBridge & { uninstall: () => void };
const threads = (): number => useDesk.getState().threads.size;
const settle = (): Promise<void> => waitFor(() => expect(useDesk.getState().loaded).toBe(true));

beforeEach(() => {
  fake = installFake();
});
afterEach(() => {
  stopSync();
  resetDesk();
  resetMessages();
  resetOutbox();
  resetDrafts();
  resetSession();
  fake.uninstall();
  vi.useRealTimers();
});

describe('sync', () => {
  it('pulls every page and then every change', async () => {
    fake.world.page = 7;
    fake.world.put('threads', ...Array.from({ length: 100 }, (_, i) => threadRow({ id: `t${i}` })));
    startSync();
    await settle();
    expect(threads()).toBe(100);
    fake.world.put('threads', threadRow({ id: 'more' }));
    await waitFor(() => expect(threads()).toBe(101));
  });

  it('loses nothing of what changes while it pulls', async () => {
    startSync();
    await settle();
    for (let i = 0; i < 50; i++) {
      fake.world.put('threads', threadRow({ id: `t${i}` }));
      if (i % 3 === 0) await Promise.resolve();
    }
    await waitFor(() => expect(threads()).toBe(50));
    expect(useDesk.getState().rev).toBe(fake.world.rev);
  });

  it('makes a lost event good when the window comes to the front', async () => {
    startSync();
    await settle();
    const emit = vi.spyOn(fake.world, 'emit').mockImplementation(() => undefined);
    fake.world.put('threads', threadRow({ id: 'silent' }));
    emit.mockRestore();
    expect(threads()).toBe(0);
    window.dispatchEvent(new Event('focus'));
    await waitFor(() => expect(threads()).toBe(1));
  });

  it('tries again after an error', async () => {
    vi.useFakeTimers();
    fake.world.put('threads', threadRow({ id: 't' }));
    fake.world.fail('sync.changes', new BridgeError('unavailable', 'busy'));
    startSync();
    await vi.advanceTimersByTimeAsync(100);
    expect(threads()).toBe(0);
    await vi.advanceTimersByTimeAsync(1000);
    expect(threads()).toBe(1);
  });

  it('begins anew when the local copy was rebuilt', async () => {
    fake.world.put('threads', threadRow({ id: 'old' }), threadRow({ id: 'kept' }));
    startSync();
    await settle();
    fake.uninstall();
    const { world } = fake;
    const rebuilt = installFake();
    // The same nudges, another copy with a lower revision.
    rebuilt.world.put('threads', threadRow({ id: 'kept' }));
    world.emit('changed', rebuilt.world.rev);
    await waitFor(() => expect([...useDesk.getState().threads.keys()]).toEqual(['kept']));
    rebuilt.uninstall();
  });

  it('shows nothing of one person to another', async () => {
    fake.world.put('threads', threadRow({ id: 'hers' }));
    startSync();
    await settle();
    setDraft('hers', 'secret');
    fake.world.drop('threads', 'hers');
    fake.world.state = appState({ userId: 'usr_ben' });
    fake.world.drafts = [];
    fake.world.emit('state', undefined);
    await waitFor(() => expect(useSession.getState().state?.userId).toBe('usr_ben'));
    await waitFor(() => expect(threads()).toBe(0));
    expect(useDrafts.getState().texts.size).toBe(0);
  });

  it('empties the stores whoever asked who is signed in', async () => {
    fake.world.put('threads', threadRow({ id: 'hers' }));
    startSync();
    await settle();
    fake.world.drop('threads', 'hers');
    await waitFor(() => expect(threads()).toBe(0));
    setDraft('hers', 'secret');
    fake.world.state = appState({ userId: 'usr_ben' });
    fake.world.drafts = [];
    // A screen's own question, no event.
    await refreshSession();
    expect(useDrafts.getState().texts.size).toBe(0);
  });

  it('pulls nothing before somebody is signed in', async () => {
    fake.world.state = appState({ phase: 'signIn' });
    startSync();
    await waitFor(() => expect(useSession.getState().state?.phase).toBe('signIn'));
    fake.world.put('threads', threadRow({ id: 't' }));
    expect(fake.world.calls.some((each) => each.name === 'sync.changes')).toBe(false);
    fake.world.setState({ phase: 'ready' });
    await settle();
    expect(threads()).toBe(1);
  });

  it('hears the outbox', async () => {
    startSync();
    await settle();
    fake.world.queued = [queuedRow({ clientId: 'q', threadId: 't' })];
    fake.world.emit('outbox', undefined);
    await waitFor(() => expect(useOutbox.getState().items).toHaveLength(1));
    fake.world.queued = [];
    await refreshOutbox();
    expect(useOutbox.getState().items).toEqual([]);
  });
});
