import { expect, it } from 'vitest';
import { answered, askedAt } from './suggested';

it('asks where the mark begins a word', () => {
  expect(askedAt('/hel', 4, '/')).toEqual({ from: 0, query: 'hel' });
  expect(askedAt('well\n/прив', 10, '/')).toEqual({ from: 5, query: 'прив' });
  expect(askedAt('and/or', 6, '/')).toBeUndefined();
  expect(askedAt('/hello world', 12, '/')).toBeUndefined();
  expect(askedAt('@Ana Ló', 7, '@', true)).toEqual({ from: 0, query: 'Ana Ló' });
  expect(askedAt('@ Ana', 5, '@', true)).toBeUndefined();
  expect(askedAt('me@example', 10, '@', true)).toBeUndefined();
  expect(askedAt('/hel and more', 2, '/')).toEqual({ from: 0, query: 'h' });
});

it('puts the answer where the question stood', () => {
  expect(answered('so /hel', { from: 3, query: 'hel' }, '/', 'Hello')).toEqual({ text: 'so Hello ', caret: 9 });
  expect(answered('/h you', { from: 0, query: 'h' }, '/', 'Hello')).toEqual({ text: 'Hello you', caret: 6 });
});
