// @vitest-environment jsdom
import { waitFor } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BridgeError } from '@/bridge/errors';
import { type FakeBridge, installFake } from '@/bridge/fake';
import { previewOf } from './attachments';
import { attachTo, forgetAttached, loadAttached, removeAttached, resetAttached, useAttachedStore } from './attached';

let fake: FakeBridge & { uninstall: () => void };
const file = (name: string, bytes = 10): File => new File([new Uint8Array(bytes)], name);
const list = (threadId: string): string[] => (useAttachedStore.getState().lists.get(threadId) ?? []).map((each) => `${each.name} ${each.state.kind}`);
const keyOf = (threadId: string, name: string): number => useAttachedStore.getState().lists.get(threadId)?.find((each) => each.name === name)?.key ?? 0;
const inGo = (): string[] => fake.world.draftFiles.map((each) => `${each.threadId} ${each.file.fileName}`);

beforeEach(() => {
  fake = installFake();
});
afterEach(() => {
  resetAttached();
  fake.uninstall();
});

describe('attached files', () => {
  it('are kept per thread and are there again after a restart', async () => {
    attachTo('t1', file('a.pdf'));
    attachTo('t1', file('b.png'));
    attachTo('t2', file('c.pdf'));
    await waitFor(() => expect(list('t2')).toEqual(['c.pdf ready']));
    expect(list('t1')).toEqual(['a.pdf ready', 'b.png ready']);
    // The window of a killed app knows nothing; Go does.
    resetAttached();
    expect(list('t1')).toEqual([]);
    await loadAttached();
    expect(list('t1')).toEqual(['a.pdf ready', 'b.png ready']);
    const [paper, picture] = useAttachedStore.getState().lists.get('t1') ?? [];
    expect(picture && previewOf(picture)).toBe(picture?.state.kind === 'ready' ? `/attached/${picture.state.file.localId}` : 'none');
    expect(paper && previewOf(paper)).toBe('');
  });

  it('go when they are taken off, also those of the last start', async () => {
    attachTo('t', file('a.pdf'));
    attachTo('t', file('b.pdf'));
    await waitFor(() => expect(inGo()).toEqual(['t a.pdf', 't b.pdf']));
    removeAttached('t', keyOf('t', 'a.pdf'));
    await waitFor(() => expect(inGo()).toEqual(['t b.pdf']));
    resetAttached();
    await loadAttached();
    removeAttached('t', keyOf('t', 'b.pdf'));
    await waitFor(() => expect(inGo()).toEqual([]));
    expect(useAttachedStore.getState().lists.size).toBe(0);
  });

  it('are not dropped when they are sent', async () => {
    attachTo('t', file('a.pdf'));
    await waitFor(() => expect(list('t')).toEqual(['a.pdf ready']));
    forgetAttached('t', keyOf('t', 'a.pdf'));
    expect(list('t')).toEqual([]);
    expect([...fake.world.files.values()][0]?.dropped).toBe(false);
  });

  it('stand behind those of the last start, each once', async () => {
    fake.world.draftFiles = [{ threadId: 't', file: { localId: 'old', fileName: 'old.pdf', mime: 'application/pdf', size: 3, mediaId: '' } }];
    attachTo('t', file('new.pdf'));
    await waitFor(() => expect(list('t')).toEqual(['new.pdf ready']));
    await loadAttached();
    await loadAttached();
    expect(list('t')).toEqual(['old.pdf ready', 'new.pdf ready']);
  });

  it('say why they were not taken, and keep the rest', async () => {
    fake.world.fail('compose.attachBegin', new BridgeError('tooMany', 'There is no room.', 'attachRoom'));
    attachTo('t', file('a.pdf'));
    attachTo('t', file('b.pdf'));
    await waitFor(() => expect(list('t')).toEqual(['a.pdf failed', 'b.pdf ready']));
  });

  it('rule 11: are read to their end for who left meanwhile, and show in nobody else\'s window', async () => {
    const everybody = fake.compose.draftFiles;
    attachTo('t', file('a.pdf', 2_000_000));
    const reading = loadAttached();
    // Somebody else sits down: Go has nothing for them.
    fake.compose.draftFiles = () => Promise.resolve([]);
    resetAttached();
    await reading;
    expect(useAttachedStore.getState().lists.size).toBe(0);
    await waitFor(() => expect(inGo()).toEqual(['t a.pdf']));
    expect(useAttachedStore.getState().lists.size).toBe(0);
    expect([...fake.world.files.values()][0]?.dropped).toBe(false);
    // Who attached it is back.
    resetAttached();
    fake.compose.draftFiles = everybody;
    await loadAttached();
    expect(list('t')).toEqual(['a.pdf ready']);
  });

  it('rule 11: show once they are read when their person is back before', async () => {
    const { attachEnd } = fake.compose;
    let end = (): void => undefined;
    fake.compose.attachEnd = async (id) => new Promise((resolve) => (end = () => resolve(attachEnd(id))));
    attachTo('t', file('a.pdf'));
    await waitFor(() => expect(list('t')).toEqual(['a.pdf reading']));
    resetAttached();
    await loadAttached();
    expect(list('t')).toEqual([]);
    await waitFor(() => {
      end();
      expect(list('t')).toEqual(['a.pdf ready']);
    });
  });
});
