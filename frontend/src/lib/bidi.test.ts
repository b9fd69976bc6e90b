import { describe, expect, it } from 'vitest';
import { directionOf, isolate } from './bidi';

describe('bidi', () => {
  it.each([
    ['hello', 'ltr'],
    ['هل الطلب', 'rtl'],
    ['123 שלום abc', 'rtl'],
    ['(1) Привет', 'ltr'],
    ['👍 42', undefined],
    ['', undefined],
  ])('%s runs %s', (text, want) => {
    expect(directionOf(text)).toBe(want);
  });

  it('isolates without changing the text', () => {
    expect(isolate('أحمد').slice(1, -1)).toBe('أحمد');
  });
});
