import { beforeEach, expect, it } from 'vitest';
import { findCanned } from '@/lib/canned';
import { cannedUses, countCanned } from './canned-used';

beforeEach(() => window.localStorage.clear());

const replies = ['bye', 'hello', 'help', 'hours'].map((shortcut) => ({ id: shortcut, shortcut, title: shortcut, text: shortcut }));
const offered = (query: string): string => {
  const uses = cannedUses('usr_1');
  return findCanned(replies, query, (each) => uses[each.id] ?? 0).map((each) => each.id).join(' ');
};

it('offers first what the person uses most among what fits as well', () => {
  expect(offered('h')).toBe('hello help hours');
  for (const id of ['hours', 'hours', 'help', 'bye', 'bye', 'bye']) countCanned('usr_1', id);
  countCanned('usr_2', 'hello');
  expect(offered('h')).toBe('hours help hello');
  expect(offered('')).toBe('bye hours help hello');
  // What was typed whole is meant, however seldom it is used.
  expect(offered('hello')).toBe('hello');
});

it('survives what it cannot read, and does not grow for ever', () => {
  window.localStorage.setItem('parley.canned.used.usr_1', '{"a":"b"}');
  expect(cannedUses('usr_1')).toEqual({});
  for (let n = 0; n < 310; n++) countCanned('usr_1', `can_${n}`);
  expect(Object.keys(cannedUses('usr_1'))).toHaveLength(300);
});
