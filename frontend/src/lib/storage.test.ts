// @vitest-environment jsdom
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { readStored, writeStored } from './storage';

const isNumber = (value: unknown): value is number => typeof value === 'number';

describe('storage', () => {
  beforeEach(() => window.localStorage.clear());

  it('gives back what was stored', () => {
    writeStored('pane', 312);
    expect(readStored('pane', 1, isNumber)).toBe(312);
  });

  it('falls back on broken or foreign values', () => {
    window.localStorage.setItem('parley.pane', '{"half');
    expect(readStored('pane', 1, isNumber)).toBe(1);
    window.localStorage.setItem('parley.pane', '"wide"');
    expect(readStored('pane', 1, isNumber)).toBe(1);
  });

  it('survives a storage that refuses', () => {
    vi.spyOn(Storage.prototype, 'setItem').mockImplementation(() => {
      throw new Error('quota');
    });
    expect(() => writeStored('pane', 2)).not.toThrow();
  });
});
