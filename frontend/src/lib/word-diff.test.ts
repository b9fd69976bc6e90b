import { describe, expect, it } from 'vitest';
import { type DiffPiece, wordDiff } from './word-diff';

const marked = (pieces: readonly DiffPiece[]): string => pieces.map((each) => (each.changed ? `[${each.text}]` : each.text)).join('');
const diff = (before: string, after: string): [string, string] => {
  const { before: a, after: b } = wordDiff(before, after);
  return [marked(a), marked(b)];
};

describe('the difference of two texts', () => {
  it.each<[string, string, string, string]>([
    ['the same', 'the same', 'the same', 'the same'],
    ['', 'new', '', '[new]'],
    ['gone', '', '[gone]', ''],
    ['It is on its way.', 'It is late.', 'It is [on its way].', 'It is [late].'],
    ['Hello {{1}}, welcome', 'Hello {{2}}, welcome', 'Hello [{{1}}], welcome', 'Hello [{{2}}], welcome'],
    ['a b c d e', 'a x c y e', 'a [b] c [d] e', 'a [x] c [y] e'],
    ['one\ntwo', 'one two', 'one[\n]two', 'one[ ]two'],
    ['شكرا لك', 'شكرا جزيلا', 'شكرا [لك]', 'شكرا [جزيلا]'],
  ])('of %j and %j', (before, after, left, right) => {
    expect(diff(before, after)).toEqual([left, right]);
  });

  it('gives each text back whole', () => {
    const a = 'Dear {{name}}, your order 🙂 #7 – ready!';
    const b = 'Hi {{name}}; the order 🙂 #8 is ready…';
    const { before, after } = wordDiff(a, b);
    expect(before.map((each) => each.text).join('')).toBe(a);
    expect(after.map((each) => each.text).join('')).toBe(b);
  });

  it('compares long texts without a large table', () => {
    const long = Array.from({ length: 3_000 }, (_, at) => `w${at}`).join(' ');
    expect(diff(`a ${long} z`, `a other z`)).toEqual([`a [${long}] z`, 'a [other] z']);
  });
});
