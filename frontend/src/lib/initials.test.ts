import { describe, expect, it } from 'vitest';
import { initials, tintOf } from './initials';

describe('initials', () => {
  it.each([
    ['Lucía Fernández', 'LF'],
    ['Ana', 'A'],
    ['maría del carmen ruiz', 'MR'],
    ['أحمد الخطيب', 'أ'],
    ['李 小龙', '李'],
    ['김민수', '김'],
    ['👩‍👩‍👧‍👦 family', 'F'],
    ['👩‍👩‍👧‍👦', '👩‍👩‍👧‍👦'],
    ['🇪🇸🇫🇷', '🇪🇸'],
    ['e\u0301lodie', 'É'],
    ['+34 600 12 34 12', '12'],
    ['Account 40817', 'A4'],
    ['(Bob) "Smith"', 'BS'],
    ['', '?'],
    ['   ', '?'],
    ['***', '?'],
  ])('%s gives %s', (name, want) => {
    expect(initials(name)).toBe(want);
  });

  it('never cuts a character in half', () => {
    for (const name of ['👍🏽', '👨‍💻 dev', 'न्यू दिल्ली', '\ud83d', '𝒜 ℬ']) {
      expect(initials(name)).toSatisfy((text: string) => text.length > 0);
    }
    expect(initials('👍🏽')).toBe('👍🏽');
  });
});

describe('tintOf', () => {
  it('is stable and within range', () => {
    const seen = new Set<number>();
    for (let i = 0; i < 500; i++) {
      const tint = tintOf(`contact-${i}`, 8);
      expect(tint).toBe(tintOf(`contact-${i}`, 8));
      seen.add(tint);
    }
    expect([...seen].sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  });
});
