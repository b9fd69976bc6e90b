import { describe, expect, it } from 'vitest';
import { isolate } from './bidi';

describe('bidi', () => {
  it('puts a piece between the marks of an isolate', () => {
    expect(isolate('أحمد')).toBe('\u2068أحمد\u2069');
  });
});
