/** The form of an inbox or a plan: kept as it is typed, following what others change meanwhile. */
import { useCallback, useMemo } from 'react';
import type { Inbox, Plan, PutInbox, PutPlan } from '@/bridge/types';
import { type Edit, type Rebased, rebased } from '@/lib/three-way';
import { formName } from '@/stores/forms';
import { useKeptForm } from '@/stores/kept-form';
import { draftOf } from './model';
import { planDraft } from './plan-model';
import { inboxBegins, inboxRebased, planBegins, planFields } from './rebase';

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

function useEdit<T extends object>(name: string, begins: Edit<T>, follow: (edit: Edit<T>) => Rebased<T>, now: T): Editing<T> {
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
        return { base: { ...base, [field]: now[field] }, draft: whose === 'mine' ? draft : { ...draft, [field]: now[field] } };
      }),
    [changeForm, follow, now],
  );
  return { ...edit, found: form.found, put, change, choose, forget: form.forget };
}

/** The form of an inbox, or of a new one. */
export function useInboxEdit(inbox: Inbox | undefined): Editing<PutInbox> {
  const begins = useMemo(() => inboxBegins(inbox), [inbox]);
  const now = useMemo(() => draftOf(inbox), [inbox]);
  const follow = useCallback((edit: Edit<PutInbox>): Rebased<PutInbox> => (inbox === undefined ? { ...edit, clashes: [] } : inboxRebased(edit, inbox)), [inbox]);
  return useEdit(formName('inbox', inbox?.id ?? 'new'), begins, follow, now);
}

/** The form of a plan, or of a new one. */
export function usePlanEdit(plan: Plan | undefined): Editing<PutPlan> {
  const begins = useMemo(() => planBegins(plan), [plan]);
  const now = useMemo(() => planDraft(plan), [plan]);
  const follow = useCallback((edit: Edit<PutPlan>): Rebased<PutPlan> => (plan === undefined ? { ...edit, clashes: [] } : rebased(edit, now, planFields)), [plan, now]);
  return useEdit(formName('plan', plan?.id ?? 'new'), begins, follow, now);
}
