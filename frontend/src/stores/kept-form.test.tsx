import { act, renderHook } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { closeFake, openFake } from '@/test/feature';
import { fillForm } from './forms';
import { useKeptForm } from './kept-form';

interface Form {
  readonly name: string;
  readonly most: number;
  readonly hours?: { readonly zone: string };
}

const begins: { readonly draft: Form } = { draft: { name: 'Support', most: 3, hours: { zone: 'UTC' } } };
const open = (): { readonly current: ReturnType<typeof useKeptForm<typeof begins>> } => renderHook(() => useKeptForm('form/test/1', begins)).result;

beforeEach(async () => void (await openFake(() => undefined)));
afterEach(closeFake);

describe('a kept form', () => {
  it('is there again as it was typed, with what was emptied and taken away', () => {
    const first = open();
    expect([first.current.found, first.current.value]).toEqual([false, begins]);
    act(() => first.current.change(({ draft }) => ({ draft: { ...draft, most: Number.NaN, hours: undefined } })));
    const again = open();
    expect([again.current.found, again.current.value]).toEqual([true, { draft: { name: 'Support', most: Number.NaN, hours: undefined } }]);
    act(() => again.current.forget());
    expect([again.current.found, again.current.value]).toEqual([false, begins]);
  });

  it('is on disk as soon as it is closed', async () => {
    const fake = await openFake(() => undefined);
    const { result, unmount } = renderHook(() => useKeptForm('form/test/1', begins));
    act(() => result.current.change(({ draft }) => ({ draft: { ...draft, name: 'Helpdesk' } })));
    const kept = (): boolean => fake.world.drafts.some((each) => each.threadId === 'form/test/1');
    expect(kept()).toBe(false);
    unmount();
    expect(kept()).toBe(true);
  });

  it('is not kept when it is again as it begins, and not taken in another shape', () => {
    const first = open();
    act(() => first.current.change(({ draft }) => ({ draft: { ...draft, name: 'x' } })));
    act(() => first.current.change(({ draft }) => ({ draft: { ...draft, name: 'Support' } })));
    expect(open().current.found).toBe(false);
    for (const other of ['{"draft":{"name":"x"}}', '{"draft":{"name":5,"most":3,"hours":{"zone":"UTC"}}}', '{}', 'null', '{']) {
      act(() => fillForm('form/test/1', { typed: other }));
      expect(open().current.value).toEqual(begins);
    }
  });
});
