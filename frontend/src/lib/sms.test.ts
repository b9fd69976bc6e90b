import { describe, expect, it } from 'vitest';
import { smsLength } from './sms';

const x = (n: number): string => 'x'.repeat(n);

describe('in how many SMS a text goes', () => {
  it.each([
    ['nothing', '', 1, 160, false],
    ['one, full', x(160), 1, 0, false],
    ['two', x(161), 2, 145, false],
    ['two, full', x(306), 2, 0, false],
    ['three', x(307), 3, 152, false],
    ['accents of the alphabet', 'é'.repeat(160), 1, 0, false],
    ['characters of two places', '€'.repeat(80), 1, 0, false],
    ['one of them too many', '€'.repeat(81), 2, 143, false],
    ['one of them at the border, which is not cut in two', `${x(152)}€${x(152)}`, 3, 152, false],
    ['another alphabet', 'ж'.repeat(70), 1, 0, true],
    ['another alphabet, two', 'ж'.repeat(71), 2, 63, true],
    ['one letter that changes all', `${x(70)}ç`, 2, 63, true],
    ['emoji', '🌿'.repeat(35), 1, 0, true],
    ['one emoji too many', '🌿'.repeat(36), 2, 61, true],
    ['an emoji at the border', `${'ж'.repeat(66)}🌿${'ж'.repeat(66)}`, 3, 66, true],
    ['a line break', 'a\nb', 1, 157, false],
  ])('%s', (_, text, parts, left, unicode) => {
    expect(smsLength(text)).toEqual({ parts, left, unicode });
  });
});
