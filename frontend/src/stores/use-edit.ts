/** A form that is kept as it is typed and follows what others change meanwhile. */
import { useCallback, useMemo } from 'react';
import type { Edit, Rebased } from '@/lib/three-way';
import { useKeptForm } from './kept-form';

/** A form that is being filled in. */
export interface Editing<T> extends Rebased<T> {
  /** Whether it was begun before, and not saved. */
  readonly found: boolean;
  readonly put: (change: Partial<T>) => void;
  /** The same, by what is there at that moment; the same function at each render. */
  readonly change: (make: (now: T) => T) => void;
  /** Settles a field that both changed. */
  readonly choose: (field: keyof T, whose: 'mine' | 'theirs') => void;
  readonly forget: () => void;
}

const whole = <T extends object, K extends keyof T>(field: K, _: Edit<T>, now: T): T[K] => now[field];

/**
 * The form of that name, which follows what others change: `follow` brings the two together, and `theirs` says what becomes of
 * a field of which theirs is chosen; all of it, unless parts of it count for themselves.
 */
export function useEdit<T extends object>(name: string, begins: Edit<T>, follow: (edit: Edit<T>) => Rebased<T>, now: T, theirs: <K extends keyof T>(field: K, edit: Edit<T>, now: T) => T[K] = whole): Editing<T> {
  const form = useKeptForm(name, begins);
  const { change: changeForm } = form;
  const edit = useMemo(() => follow(form.value), [follow, form.value]);
  const change = useCallback(
    (make: (now: T) => T): void =>
      changeForm((typed) => {
        const { base, draft } = follow(typed);
        return { base, draft: make(draft) };
      }),
    [changeForm, follow],
  );
  const put = useCallback((part: Partial<T>): void => change((draft) => ({ ...draft, ...part })), [change]);
  const choose = useCallback(
    (field: keyof T, whose: 'mine' | 'theirs'): void =>
      changeForm((typed) => {
        const { base, draft } = follow(typed);
        return { base: { ...base, [field]: now[field] }, draft: whose === 'mine' ? draft : { ...draft, [field]: theirs(field, { base, draft }, now) } };
      }),
    [changeForm, follow, now, theirs],
  );
  return { ...edit, found: form.found, put, change, choose, forget: form.forget };
}

/** The form of a row: it begins as the row is now, and `follow` brings what others change into it. `follow` and `theirs` are the same functions at each render. */
export function useRowEdit<T extends object>(name: string, now: T, follow: (edit: Edit<T>, now: T) => Rebased<T>, theirs: <K extends keyof T>(field: K, edit: Edit<T>, now: T) => T[K] = whole): Editing<T> {
  const begins = useMemo(() => ({ base: now, draft: now }), [now]);
  const following = useCallback((edit: Edit<T>) => follow(edit, now), [follow, now]);
  return useEdit(name, begins, following, now, theirs);
}
