/** What the editor of plans accepts, as functions of rows. */
import type { BusinessNumber, ConditionKind, Inbox, Plan, PlanBranch, PlanCondition, PutPlan, User } from '@/bridge/types';
import { nameFault } from '@/lib/channel-rules';
import { isUnattended } from '@/stores/selectors';

/** The bounds of a plan: ways, conditions of each, letters of a label and of other values. */
export const planLimits = { branches: 20, conditions: 5, label: 40, value: 120 } as const;

/** A condition of a kind before anything of it is chosen. */
export function emptyCondition(kind: ConditionKind): PlanCondition {
  return kind === 'hours' ? { kind, inboxId: '', value: 'open' } : { kind, value: '' };
}

/** A new plan with one branch, or a plan as it is. */
export function planDraft(plan: Plan | undefined): PutPlan {
  if (plan === undefined) return { id: '', name: '', inboxId: '', branches: [{ if: [emptyCondition('source')], inboxId: '' }] };
  return { id: plan.id, name: plan.name, inboxId: plan.inboxId, branches: plan.branches ?? [] };
}

/** The branches with one of them somewhere else. */
export function movedBranch(branches: readonly PlanBranch[], from: number, to: number): PlanBranch[] {
  const list = [...branches];
  const [moved] = list.splice(from, 1);
  if (moved !== undefined) list.splice(to, 0, moved);
  return list;
}

/** What keeps a plan from being saved: of branches, the places of those that are not whole. */
export interface PlanFaults {
  readonly name?: ReturnType<typeof nameFault>;
  readonly inbox?: true;
  readonly branches?: 'none' | readonly number[];
}

/** Whether a condition says what it looks at. */
export function isWhole({ kind, inboxId = '', key = '', value = '' }: PlanCondition): boolean {
  const text = value.trim();
  switch (kind) {
    case 'hours':
      return inboxId !== '' && (value === 'open' || value === 'closed');
    case 'source':
      return key.trim() !== '' && text !== '' && [...key.trim()].length <= planLimits.value && [...text].length <= planLimits.value;
    case 'language':
      return /^[a-z]{2,3}$/.test(text);
    case 'label':
      return text !== '' && [...text].length <= planLimits.label;
    case 'phone':
      return /^\+[1-9]\d{0,14}$/.test(text.replace(/\s/g, ''));
  }
}

/** What keeps the plan from being saved; nothing when it can be. */
export function planFaults(draft: PutPlan, others: readonly string[]): PlanFaults {
  const name = nameFault(draft.name, others);
  const broken = draft.branches.flatMap((branch, at) => (branch.inboxId === '' || branch.if.length === 0 || !branch.if.every(isWhole) ? [at] : []));
  return {
    ...(name === undefined ? {} : { name }),
    ...(draft.inboxId === '' ? { inbox: true as const } : {}),
    ...(draft.branches.length === 0 ? { branches: 'none' as const } : broken.length > 0 ? { branches: broken } : {}),
  };
}

/** The inboxes to which a plan leads, each once. */
function targets({ inboxId, branches }: PutPlan): readonly string[] {
  return [...new Set([inboxId, ...branches.map((each) => each.inboxId)])].filter((each) => each !== '');
}

/** The inboxes that can be chosen: those of one channel, once a number has the plan or an inbox of it is chosen. What is chosen stays to be seen. */
export function choosable(draft: PutPlan, inboxes: ReadonlyMap<string, Inbox>, numbers: Iterable<BusinessNumber>): readonly Inbox[] {
  const chosen = targets(draft);
  const number = draft.id === '' ? undefined : [...numbers].find((each) => each.planId === draft.id);
  const type = number?.channel ?? chosen.map((each) => inboxes.get(each)?.type).find((each) => each !== undefined);
  return [...inboxes.values()].filter((each) => type === undefined || each.type === type || chosen.includes(each.id));
}

/** The inboxes of a plan in which nobody can take conversations; one whose agents did not fit into its row is not judged. */
export function nobodyIn(draft: PutPlan, inboxes: ReadonlyMap<string, Inbox>, users: ReadonlyMap<string, User>): readonly Inbox[] {
  return targets(draft)
    .flatMap((each) => inboxes.get(each) ?? [])
    .filter((each) => isUnattended(each, users));
}
