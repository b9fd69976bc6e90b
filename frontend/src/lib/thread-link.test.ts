import { describe, expect, it } from 'vitest';
import { linkedIn, splitAtLinks, threadLink } from './thread-link';

it('is read again as it was made, wherever in a text it stands', () => {
  expect(linkedIn(threadLink('thr_01ab'))).toEqual({ threadId: 'thr_01ab', messageId: '' });
  expect(linkedIn(`see ${threadLink('thr_01ab', 'msg_9z')}, please`)).toEqual({ threadId: 'thr_01ab', messageId: 'msg_9z' });
});

it('is nothing else', () => {
  for (const text of ['', 'thr_01ab', 'https://parley.example/conversations/thr_1', 'parley://conversations/', 'parley://numbers/thr_1']) expect(linkedIn(text)).toBeUndefined();
});

describe('splitAtLinks', () => {
  it.each([
    ['no link', ['no link']],
    ['parley://conversations/thr_1', [{ threadId: 'thr_1', messageId: '' }]],
    ['see parley://conversations/thr_1/msg_2, and parley://conversations/thr_3.', ['see ', { threadId: 'thr_1', messageId: 'msg_2' }, ', and ', { threadId: 'thr_3', messageId: '' }, '.']],
    ['parley://settings', ['parley://settings']],
    ['', []],
  ])('of %j', (text, want) => expect(splitAtLinks(text)).toEqual(want));
});
