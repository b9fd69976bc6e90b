/** Canned replies, in the fake. */
import { placeholders, unknownPlaceholder } from '@/lib/canned';
import { BridgeError } from './errors';
import type { Answers } from './fake-answers';
import type { FakeWorld } from './fake-world';

/** What the relay answers of them. */
export function cannedAnswers(world: FakeWorld): Answers<'cannedReply.delete' | 'cannedReply.put'> {
  return {
    'cannedReply.put': ({ id, ...reply }) => {
      const shortcut = reply.shortcut.replace(/^\//, '');
      if (world.all('cannedReplies').some((each) => each.id !== id && each.shared === reply.shared && each.shortcut.toLowerCase() === shortcut.toLowerCase())) {
        throw new BridgeError('conflict', `There is already a canned reply with the shortcut /${shortcut}. Choose another one.`, 'cannedShortcut');
      }
      const unknown = unknownPlaceholder(reply.text);
      if (unknown !== undefined) throw new BridgeError('invalid', `There is no placeholder ${unknown}. Use one of these: ${placeholders.join(', ')}.`, 'cannedPlaceholder');
      const made = id === '' ? world.id('can') : id;
      world.put('cannedReplies', { ...reply, shortcut, id: made, userId: world.state.userId, at: world.now });
      return { id: made };
    },
    'cannedReply.delete': ({ id }) => {
      world.need('cannedReplies', id);
      world.drop('cannedReplies', id);
      return {};
    },
  };
}
