/** Rule 11: the keyboard never acts on the wrong thing. The cases are made from what is registered and what can have the focus. */
import { afterEach, beforeEach, describe, it, vi } from 'vitest';
import type { FakeBridge } from '@/bridge/fake';
import { covering, holdsWhile, setUpKeys } from '@/test/keys';
import { tearDown } from '@/test/workspace';

let fake: FakeBridge;
beforeEach(() => void (fake = setUpKeys()));
afterEach(tearDown);
afterEach(() => void vi.restoreAllMocks());

describe('rule 11: a key that writes is text of the reply', () => {
  it.each(Object.keys(covering) as (keyof typeof covering)[])(
    'from wherever the focus is, while %s',
    { timeout: 120_000 },
    async (state) => holdsWhile(fake, state),
  );
});
