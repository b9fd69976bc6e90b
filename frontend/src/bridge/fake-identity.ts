/** The fake's check of customers' identities, as a number has it at Meta. */
import { BridgeError } from './errors';
import type { Answers } from './fake-answers';
import type { FakeWorld } from './fake-world';

/** What the relay answers. */
export const identityAnswers = (world: FakeWorld): Answers<'number.identity'> => ({
  'number.identity': ({ numberId, on }) => {
    const number = world.need('numbers', numberId);
    if (number.wabaId === '') throw new BridgeError('invalid', 'WhatsApp tells nothing of the identity of customers for this number.', 'identityCheck');
    world.put('numbers', { ...number, identityCheck: on ? 'on' : 'off' });
  },
});
