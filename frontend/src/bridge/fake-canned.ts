/** Canned replies, in the fake. */
import { placeholders, unknownPlaceholder } from '@/lib/canned';
import type { CannedApi } from './canned';
import { BridgeError } from './errors';
import type { Answers } from './fake-answers';
import type { FakeWorld } from './fake-world';
import type { CannedImported, CannedReply, ImportCanned, PutCannedReply } from './types';

const shape = /^\/?[\p{L}\p{M}\p{N}_-]{1,40}$/u;

/** What the relay answers of them. */
export function cannedAnswers(world: FakeWorld): Answers<'cannedReplies.check' | 'cannedReply.delete' | 'cannedReply.import' | 'cannedReply.put'> {
  const deleted = new Map<string, CannedReply>();
  const judge = (reply: Pick<PutCannedReply, 'shortcut' | 'text'>): void => {
    if (!shape.test(reply.shortcut)) throw new BridgeError('invalid', 'A shortcut has only letters, digits, _ and -. Choose another one.', 'cannedShortcut');
    const unknown = unknownPlaceholder(reply.text);
    if (unknown !== undefined) throw new BridgeError('invalid', `There is no placeholder ${unknown}. Use one of these: ${placeholders.join(', ')}.`, 'cannedPlaceholder');
  };
  const put = ({ id, edited: _edited, ...reply }: PutCannedReply): { id: string } => {
    const shortcut = reply.shortcut.replace(/^\//, '');
    if (world.all('cannedReplies').some((each) => each.id !== id && each.shared === reply.shared && each.shortcut.toLowerCase() === shortcut.toLowerCase())) {
      throw new BridgeError('conflict', `There is already a canned reply with the shortcut /${shortcut}. Choose another one.`, 'cannedShortcut');
    }
    judge(reply);
    if (id !== '' && !deleted.has(id)) world.need('cannedReplies', id);
    const made = id === '' ? world.id('can') : id;
    world.put('cannedReplies', { ...reply, shortcut, id: made, userId: world.state.userId, at: world.now });
    return { id: made };
  };
  const imports = ({ shared, rows }: ImportCanned, really: boolean): CannedImported => {
    const out = { added: 0, changed: 0, same: 0, refused: [] as CannedImported['refused'] };
    for (const [row, line] of rows.entries()) {
      const shortcut = line.shortcut.replace(/^\//, '');
      const was = world.all('cannedReplies').find((each) => each.shared === shared && each.shortcut.toLowerCase() === shortcut.toLowerCase());
      try {
        judge(line);
      } catch (error) {
        if (!(error instanceof BridgeError)) throw error;
        out.refused.push({ row, said: { code: error.code, subcode: error.subcode } });
        continue;
      }
      const next = { title: line.title ?? was?.title ?? shortcut, text: line.text };
      if (was === undefined) out.added++;
      else if (was.text === next.text && was.title === next.title) out.same++;
      else out.changed++;
      if (really) world.put('cannedReplies', { inboxes: [], ...was, ...next, shared, shortcut, id: was?.id ?? world.id('can'), userId: world.state.userId, at: world.now });
    }
    return out;
  };
  return {
    'cannedReplies.check': (list) => imports(list, false),
    'cannedReply.import': (list) => imports(list, true),
    'cannedReply.put': put,
    'cannedReply.delete': ({ id }) => {
      deleted.set(id, world.need('cannedReplies', id));
      world.drop('cannedReplies', id);
      return {};
    },
  };
}

/** The files of canned replies, which Go moves. */
export function cannedFiles(world: FakeWorld): Pick<CannedApi, 'attach' | 'keepFile'> {
  return {
    keepFile: async (file) => {
      world.note('canned.keepFile', [file.fileName]);
      return { mediaId: world.id('med'), fileName: file.fileName, mime: file.mime, size: file.size };
    },
    attach: async (threadId, replyId, mediaId) => {
      world.note('canned.attach', [threadId, replyId, mediaId]);
      const found = world.need('cannedReplies', replyId).files?.find((each) => each.mediaId === mediaId);
      if (found === undefined) throw new BridgeError('notFound', 'This file is not here.', 'noFile');
      const file = { localId: world.id('file'), ...found };
      world.draftFiles = [...world.draftFiles, { threadId, file }];
      return file;
    },
  };
}
