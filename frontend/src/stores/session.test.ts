import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { BridgeError } from '@/bridge/errors';
import { type FakeBridge, installFake } from '@/bridge/fake';
import { appState } from '@/bridge/fake-rows';
import type { AppState } from '@/bridge/types';
import { refreshSession, resetSession, useSession } from './session';

let fake: FakeBridge & { uninstall: () => void };
/** The questions that wait, in the order in which they were asked. */
let questions: { readonly answer: (name: string) => void; readonly fail: () => void }[];
const shown = (): string | undefined => useSession.getState().state?.userName;

beforeEach(() => {
  fake = installFake();
  questions = [];
  vi.spyOn(fake.session, 'state').mockImplementation(
    () =>
      new Promise<AppState>((resolve, reject) => {
        questions.push({ answer: (userName) => resolve(appState({ userName })), fail: () => reject(new BridgeError('internal', 'No.')) });
      }),
  );
});
afterEach(() => {
  resetSession();
  fake.uninstall();
});

describe('refreshSession', () => {
  it('lets no older answer take the place of a newer one', async () => {
    const [first, second] = [refreshSession(), refreshSession()];
    questions[1]?.answer('new');
    await second;
    questions[0]?.answer('old');
    expect((await first)?.userName).toBe('new');
    expect(shown()).toBe('new');
  });

  it('takes the older answer until the newer one comes', async () => {
    const [first, second] = [refreshSession(), refreshSession()];
    questions[0]?.answer('old');
    expect((await first)?.userName).toBe('old');
    questions[1]?.answer('new');
    await second;
    expect(shown()).toBe('new');
  });

  it('keeps an older answer when the newer question fails', async () => {
    const [first, second] = [refreshSession(), refreshSession()];
    questions[1]?.fail();
    await second;
    expect(useSession.getState().error).not.toBeNull();
    questions[0]?.answer('old');
    await first;
    expect(useSession.getState()).toMatchObject({ error: null, state: { userName: 'old' } });
  });

  it('says nothing of an older failure once a newer answer is here', async () => {
    const [first, second] = [refreshSession(), refreshSession()];
    questions[1]?.answer('new');
    await second;
    questions[0]?.fail();
    await first;
    expect(useSession.getState().error).toBeNull();
  });

  it('throws away what was asked before it was emptied', async () => {
    const before = refreshSession();
    resetSession();
    questions[0]?.answer('old');
    await before;
    expect(useSession.getState().state).toBeNull();
  });
});
