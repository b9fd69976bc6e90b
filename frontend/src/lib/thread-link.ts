/** Links to a conversation or a message of it, to hand to a colleague. They name ids alone: who may not see it learns nothing. */

/** What a link leads to; the message is '' for the conversation as a whole. */
export interface Linked {
  readonly threadId: string;
  readonly messageId: string;
}

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
