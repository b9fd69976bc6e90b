import { describe, expect, it } from 'vitest';
import { formatBytes, formatCount, formatNumber } from './numbers';

describe('numbers', () => {
  it('uses the locale', () => {
    expect(formatNumber(1204, 'en')).toBe('1,204');
    expect(formatNumber(1204, 'de')).toBe('1.204');
  });

  it('caps a badge', () => {
    expect(formatCount(99, 'en')).toBe('99');
    expect(formatCount(100, 'en')).toBe('99+');
  });

  it.each([
    [0, '0 bytes'],
    [999, '999 bytes'],
    [1400, '1.4 kB'],
    [64_000, '64 kB'],
    [16_500_000, '17 MB'],
    [5_000_000_000_000, '5,000 GB'],
  ])('%d bytes reads %s', (bytes, want) => {
    expect(formatBytes(bytes, 'en')).toBe(want);
  });
});
