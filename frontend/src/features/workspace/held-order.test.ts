// @vitest-environment jsdom
import { act, renderHook } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { inHeldOrder, useHeldOrder } from './held-order';

describe('inHeldOrder', () => {
  it.each([
    ['keeps the places', ['a', 'b', 'c'], ['c', 'a', 'b'], ['a', 'b', 'c']],
    ['drops what is gone', ['a', 'b', 'c'], ['c', 'a'], ['a', 'c']],
    ['puts what is new at the end', ['a', 'b'], ['n', 'b', 'a'], ['a', 'b', 'n']],
    ['begins with nothing', [], ['b', 'a'], ['b', 'a']],
  ])('%s', (_, before, next, want) => {
    expect(inHeldOrder(before, next)).toEqual(want);
  });
});

describe('useHeldOrder', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  const list = (): ReturnType<typeof renderHook<ReturnType<typeof useHeldOrder>, { ids: string[]; of: string }>> =>
    renderHook(({ ids, of }) => useHeldOrder(ids, of), { initialProps: { ids: ['a', 'b'], of: 'mine' } });

  it('follows the news while no pointer moves', () => {
    const { result, rerender } = list();
    rerender({ ids: ['b', 'a'], of: 'mine' });
    expect(result.current.ids).toEqual(['b', 'a']);
  });

  it('holds while the pointer moves and lets go when it rests', () => {
    const { result, rerender } = list();
    act(() => result.current.onPointerMove());
    rerender({ ids: ['n', 'b', 'a'], of: 'mine' });
    expect(result.current.ids).toEqual(['a', 'b', 'n']);
    act(() => vi.advanceTimersByTime(1500));
    expect(result.current.ids).toEqual(['n', 'b', 'a']);
  });

  it('lets go when the pointer leaves', () => {
    const { result, rerender } = list();
    act(() => result.current.onPointerMove());
    rerender({ ids: ['b', 'a'], of: 'mine' });
    act(() => result.current.onPointerLeave());
    expect(result.current.ids).toEqual(['b', 'a']);
  });

  it('is another list under another filter or order', () => {
    const { result, rerender } = list();
    act(() => result.current.onPointerMove());
    rerender({ ids: ['b', 'a'], of: 'all' });
    expect(result.current.ids).toEqual(['b', 'a']);
  });
});
