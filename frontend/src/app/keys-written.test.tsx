/** Rule 11: the keyboard never acts on the wrong thing. The cases are made from what is registered and what can have the focus. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { FakeBridge } from '@/bridge/fake';
import { begin, beside, deeds, everyCharacter, holdsWhile, setUpKeys, tryAll } from '@/test/keys';
import { tearDown, thread } from '@/test/workspace';

let fake: FakeBridge;
beforeEach(() => void (fake = setUpKeys()));
afterEach(tearDown);
afterEach(() => void vi.restoreAllMocks());

// What covers a part of the window has a file of its own, keys-covered.test.tsx: each takes half a minute.
describe('rule 11: a key that writes is text of the reply', () => {
  it.each(Object.keys(beside) as (keyof typeof beside)[])(
    'from wherever the focus is, while %s',
    { timeout: 120_000 },
    async (state) => holdsWhile(fake, state),
  );

  it('for every character of the keyboard', { timeout: 120_000 }, async () => {
    await begin(fake);
    // The places that make a difference to some key are in the test before; these two hold for all characters.
    const message = thread().querySelector<HTMLElement>('[role="article"]') ?? document.body;
    expect(tryAll(everyCharacter, 'pointer', [document.body])).toEqual([]);
    expect(tryAll(everyCharacter, 'keyboard', [message])).toEqual([]);
    expect(deeds(fake)).toEqual([]);
  });
});
