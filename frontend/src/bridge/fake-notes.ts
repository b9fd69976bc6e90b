/** Notes for colleagues, in the fake. */
import { BridgeError } from './errors';
import type { Answers } from './fake-answers';
import { messageRow } from './fake-rows';
import type { FakeWorld } from './fake-world';
import type { AddNote, Mention, Message } from './types';

function mentioned(world: FakeWorld, ids: readonly string[]): Mention[] {
  return ids.map((userId) => ({ userId, name: world.need('users', userId).name }));
}

/** Puts a note into its thread as the relay does: the thread stays as it is. */
export function addNote(world: FakeWorld, note: AddNote, clientId: string): void {
  const { interactionId } = world.need('threads', note.threadId);
  const mentions = mentioned(world, note.mentions);
  world.put('messages', messageRow({
    id: world.id('msg'), threadId: note.threadId, interactionId, seq: ++world.seq, at: world.now, out: true, author: world.state.userId, clientId, type: 'note', text: note.text.trim(), status: '', mentions,
  }));
}

/** What the relay answers of them. */
export function noteAnswers(world: FakeWorld): Answers<'note.delete' | 'note.edit'> {
  const own = (messageId: string): Message => {
    const row = world.need('messages', messageId);
    if (row.author !== world.state.userId) throw new BridgeError('forbidden', 'Only the person who wrote this note can change or delete it.', 'notYours');
    return row;
  };
  const deleted = new Map<string, Message>();
  return {
    'note.edit': ({ messageId, text, mentions }) => {
      const row = own(messageId);
      world.put('messages', { ...row, text: text.trim(), edited: true, earlier: [...row.earlier, { text: row.text, at: row.at }], mentions: mentioned(world, mentions) });
    },
    'note.delete': ({ messageId, undo }) => {
      const row = own(messageId);
      if (!undo) deleted.set(messageId, row);
      world.put('messages', undo ? (deleted.get(messageId) ?? row) : { ...row, text: '', earlier: [], revoked: true });
    },
  };
}
