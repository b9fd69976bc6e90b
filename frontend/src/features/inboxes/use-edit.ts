/** The form of an inbox or a plan: kept as it is typed, following what others change meanwhile. */
import { useCallback, useMemo } from 'react';
import type { Inbox, Plan, PutInbox, PutPlan } from '@/bridge/types';
import { type Edit, type Rebased, rebased } from '@/lib/three-way';
import { formName } from '@/stores/forms';
import { type Editing, useEdit } from '@/stores/use-edit';
import { draftOf } from './model';
import { planDraft } from './plan-model';
import { inboxBegins, inboxRebased, planBegins, planFields } from './rebase';

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
