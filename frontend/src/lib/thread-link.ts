/** Links to a conversation or a message of it, to hand to a colleague. They name ids alone: who may not see it learns nothing. */

/** What a link leads to; the message is '' for the conversation as a whole. */
export interface Linked {
  readonly threadId: string;
  readonly messageId: string;
}

/** What came of opening one: not one to see, its message is gone, that could not be found out, or it is shown. */
export type LinkEnd = 'unseen' | 'gone' | 'unread' | 'opened';

const scheme = 'parley://conversations/';
const shape = /parley:\/\/conversations\/(thr_\w+)(?:\/(msg_\w+))?/u;

/** The link to a conversation, or to a message of it. */
export function threadLink(threadId: string, messageId = ''): string {
  return `${scheme}${threadId}${messageId === '' ? '' : `/${messageId}`}`;
}

/** What the first link in a text leads to. */
export function linkedIn(text: string): Linked | undefined {
  const [, threadId, messageId = ''] = shape.exec(text) ?? [];
  return threadId === undefined ? undefined : { threadId, messageId };
}

/** Takes a text apart at the links in it. */
export function splitAtLinks(text: string): readonly (string | Linked)[] {
  const parts: (string | Linked)[] = [];
  let rest = text;
  for (let found = shape.exec(rest); found !== null; found = shape.exec(rest)) {
    const [whole, threadId = '', messageId = ''] = found;
    if (found.index > 0) parts.push(rest.slice(0, found.index));
    parts.push({ threadId, messageId });
    rest = rest.slice(found.index + whole.length);
  }
  if (rest !== '') parts.push(rest);
  return parts;
}
