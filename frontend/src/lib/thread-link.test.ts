import { expect, it } from 'vitest';
import { linkedIn, threadLink } from './thread-link';

it('is read again as it was made, wherever in a text it stands', () => {
  expect(linkedIn(threadLink('thr_01ab'))).toEqual({ threadId: 'thr_01ab', messageId: '' });
  expect(linkedIn(`see ${threadLink('thr_01ab', 'msg_9z')}, please`)).toEqual({ threadId: 'thr_01ab', messageId: 'msg_9z' });
});

it('is nothing else', () => {
  for (const text of ['', 'thr_01ab', 'https://parley.example/conversations/thr_1', 'parley://conversations/', 'parley://numbers/thr_1']) expect(linkedIn(text)).toBeUndefined();
});
