import { describe, expect, it } from 'vitest';
import { known, oneOf } from './known';

const list = ['online', 'away'] as const;
const table = { online: 1, away: 2 };
type Word = (typeof list)[number];

describe('words of a newer relay', () => {
  it('finds those of the list', () => {
    expect(oneOf(list, 'away')).toBe('away');
    expect(known(table, 'away')).toBe(2);
  });

  it.each(['', 'hologram', 'toString', '__proto__', 'constructor'])('knows nothing of %j', (word) => {
    expect(oneOf(list, word)).toBeUndefined();
    expect(known(table, word as Word)).toBeUndefined();
  });
});
