import { describe, expect, it } from 'vitest';
import { isolate, pasted } from './bidi';

describe('bidi', () => {
  it('puts a piece between the marks of an isolate', () => {
    expect(isolate('أحمد')).toBe('\u2068أحمد\u2069');
  });

  it('takes out of what is pasted what nobody sees, and leaves joiners', () => {
    expect(pasted(' \u200eAC12\u202c\u200b\ufeff ')).toBe('AC12');
    expect(pasted('\u2066region=emea\u2069')).toBe('region=emea');
    expect(pasted('می\u200cخواهم 👩\u200d🔧')).toBe('می\u200cخواهم 👩\u200d🔧');
  });
});
