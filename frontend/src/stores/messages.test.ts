import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BridgeError } from '@/bridge/errors';
import { type FakeBridge, installFake } from '@/bridge/fake';
import { emptyChanges, messageRow, threadRow } from '@/bridge/fake-rows';
import { applyToMessages, loadAhead, loadBackTo, loadBackToMessage, loadOlder, messagesOf, openThread, resetMessages, useMessages, withChanges, withPage } from './messages';

let fake: FakeBridge & { uninstall: () => void };
const row = (n: number, part: object = {}): ReturnType<typeof messageRow> => messageRow({ id: `m${n}`, threadId: 't', seq: n, at: n * 1000, text: `no ${n}`, ...part });
const ids = (): string[] => messagesOf('t').items.map((each) => each.id);
const range = (from: number, to: number): string[] => Array.from({ length: to - from + 1 }, (_, i) => `m${from + i}`);

beforeEach(() => {
  fake = installFake();
  fake.world.put('threads', threadRow({ id: 't' }));
});
afterEach(() => {
  resetMessages();
  fake.uninstall();
});

describe('a thread\'s messages', () => {
  it('are waited for by whoever opens it while they are on their way', async () => {
    fake.world.put('messages', row(1));
    loadAhead('t');
    await openThread('t');
    expect(ids()).toEqual(['m1']);
    expect(fake.world.calls.filter((each) => each.name === 'sync.messages')).toHaveLength(1);
  });

  it('are kept of the last fifty that were only perhaps to be opened, and of each that was', async () => {
    await openThread('t');
    for (let n = 0; n < 60; n++) loadAhead(`t${n}`);
    await openThread('t59');
    expect([...useMessages.getState().threads.keys()]).toEqual(['t', ...Array.from({ length: 50 }, (_, n) => `t${n + 10}`)]);
    for (let n = 60; n < 160; n++) loadAhead(`t${n}`);
    expect(useMessages.getState().threads.has('t')).toBe(true);
    expect(useMessages.getState().threads.has('t59')).toBe(true);
  });

  it('come in pages without gaps', async () => {
    fake.world.put('messages', ...Array.from({ length: 150 }, (_, i) => row(i + 1)));
    await openThread('t');
    expect(ids()).toEqual(range(91, 150));
    await loadOlder('t');
    await loadOlder('t');
    expect(ids()).toEqual(range(1, 150));
    expect(messagesOf('t').more).toBe(false);
  });

  it('are ordered by time, then by sequence', () => {
    const list = withPage(messagesOf('t'), [row(1, { at: 5 }), row(3, { at: 7 }), row(2, { at: 7 })], false);
    expect(list.items.map((each) => each.id)).toEqual(['m1', 'm2', 'm3']);
  });

  it('are loaded back to one that is quoted, from the relay too, and no further when it is not there', async () => {
    fake.world.archive.set('t', Array.from({ length: 500 }, (_, i) => row(i + 1)));
    fake.world.put('messages', ...Array.from({ length: 100 }, (_, i) => row(i + 501)));
    await openThread('t');
    expect((await loadBackToMessage('t', 'm300'))?.text).toBe('no 300');
    fake.world.setOnline(false);
    expect(await loadBackToMessage('t', 'm2')).toBeUndefined();
    expect(messagesOf('t').more).toBe(true);
    fake.world.setOnline(true);
    expect(await loadBackToMessage('t', 'never')).toBeUndefined();
    expect(messagesOf('t').more).toBe(false);
  });

  it('stay the same list when nothing older came', async () => {
    fake.world.archive.set('t', [row(1)]);
    fake.world.put('messages', row(2));
    fake.world.setOnline(false);
    await openThread('t');
    const { items } = messagesOf('t');
    await loadOlder('t');
    expect(messagesOf('t')).toMatchObject({ more: true, offline: true });
    expect(messagesOf('t').items).toBe(items);
  });

  it('keeps a change that came while the page was on its way', async () => {
    fake.world.put('messages', row(1), row(2, { out: true, status: 'sent' }));
    const opening = openThread('t');
    applyToMessages(emptyChanges(9, { messages: [row(2, { out: true, status: 'read' }), row(3)] }));
    await opening;
    expect(ids()).toEqual(['m1', 'm2', 'm3']);
    expect(messagesOf('t').items[1]?.status).toBe('read');
  });

  it('leaves no gap when an old message changes', () => {
    const loaded = withPage(messagesOf('t'), [row(50), row(51)], true);
    expect(withChanges(loaded, [row(3)]).items.map((each) => each.id)).toEqual(['m50', 'm51']);
    expect(withChanges({ ...loaded, more: false }, [row(3)]).items.map((each) => each.id)).toEqual(['m3', 'm50', 'm51']);
  });

  it('go when the relay takes them', async () => {
    fake.world.put('messages', row(1), row(2));
    await openThread('t');
    applyToMessages({ ...emptyChanges(9), gone: [{ type: 'message', id: 'm1' }] });
    expect(ids()).toEqual(['m2']);
    applyToMessages({ ...emptyChanges(10), gone: [{ type: 'thread', id: 't' }] });
    expect(messagesOf('t').loaded).toBe(false);
  });

  it('load back to a place', async () => {
    fake.world.put('messages', ...Array.from({ length: 1000 }, (_, i) => row(i + 1)));
    await openThread('t');
    expect(await loadBackTo('t', { at: 120_000, seq: 120 })).toBe(true);
    expect(ids()).toContain('m120');
  });

  it('say when older ones cannot be asked for, and do not ask for ever', async () => {
    fake.world.put('messages', row(100));
    fake.world.archive.set('t', [row(1), row(2)]);
    fake.world.setOnline(false);
    await openThread('t');
    expect(messagesOf('t')).toMatchObject({ offline: false, more: true });
    await loadOlder('t');
    expect(messagesOf('t')).toMatchObject({ offline: true, more: true });
    expect(await loadBackTo('t', { at: 1000, seq: 1 })).toBe(false);
    fake.world.setOnline(true);
    await loadOlder('t');
    expect(ids()).toEqual(['m1', 'm2', 'm100']);
  });

  it('show an error and try again', async () => {
    fake.world.put('messages', row(1));
    fake.world.fail('sync.messages', new BridgeError('internal', 'broken disk'));
    await openThread('t');
    expect(messagesOf('t').error?.message).toBe('broken disk');
    await openThread('t');
    expect(ids()).toEqual(['m1']);
  });

  it('are not filled by an answer from before a reset', async () => {
    fake.world.put('messages', row(1));
    const opening = openThread('t');
    resetMessages();
    await opening;
    expect(ids()).toEqual([]);
  });
});
