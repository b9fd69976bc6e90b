import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { BridgeError } from '@/bridge/errors';
import { type FakeBridge, installFake } from '@/bridge/fake';
import { flushDrafts, loadDrafts, resetDrafts, setDraft, useDrafts } from './drafts';

let fake: FakeBridge & { uninstall: () => void };
const saved = (): unknown => fake.world.drafts;

beforeEach(() => {
  vi.useFakeTimers();
  fake = installFake();
});
afterEach(() => {
  resetDrafts();
  fake.uninstall();
  vi.useRealTimers();
});

describe('drafts', () => {
  it('are on disk within a second of a keystroke, also while somebody types on', async () => {
    for (let i = 1; i <= 20; i++) {
      setDraft('t', 'x'.repeat(i));
      await vi.advanceTimersByTimeAsync(100);
    }
    const last = fake.world.drafts[0]?.text.length ?? 0;
    expect(last).toBeGreaterThanOrEqual(11);
    await vi.advanceTimersByTimeAsync(1000);
    expect(saved()).toEqual([{ threadId: 't', text: 'x'.repeat(20) }]);
  });

  it('are saved at once when the field is left', async () => {
    setDraft('t', 'hello');
    await flushDrafts();
    expect(saved()).toEqual([{ threadId: 't', text: 'hello' }]);
  });

  it('are tried again when the disk refuses', async () => {
    fake.world.fail('compose.saveDraft', new BridgeError('internal', 'disk full'));
    setDraft('t', 'hello');
    await vi.advanceTimersByTimeAsync(600);
    expect(saved()).toEqual([]);
    await vi.advanceTimersByTimeAsync(2500);
    expect(saved()).toEqual([{ threadId: 't', text: 'hello' }]);
  });

  it('keep what was typed while they were read', async () => {
    fake.world.drafts = [{ threadId: 'a', text: 'old' }, { threadId: 'b', text: 'kept' }];
    const reading = loadDrafts();
    setDraft('a', 'new');
    await reading;
    expect(Object.fromEntries(useDrafts.getState().texts)).toEqual({ a: 'new', b: 'kept' });
  });
});
