/** The editors' forms while somebody else changes the same inbox or plan, and what is asked of the relay then. */
import type { Inbox, InboxEdit, Level, Plan, PlanEdit, PutInbox, PutPlan } from '@/bridge/types';
import { type Edit, mergedSet, type Rebased, rebased, rebasedValue, same } from '@/lib/three-way';
import { asksFor, draftOf, hundred, levelIn, putOf } from './model';
import { planDraft } from './plan-model';
import { nobodyAsked } from './survey-model';

/** The fields of an inbox of which a person chooses when two changed them; of agents each counts for itself, so nothing has to be chosen. */
export const clashing = ['name', 'mode', 'numberId', 'levels', 'dials', 'reassignSeconds', 'capacity', 'graceMinutes', 'hours', 'overflow', 'targets', 'survey'] as const;

/** One of them. */
export type InboxField = (typeof clashing)[number];

/** The form of an inbox with what others changed of it meanwhile. */
export function inboxRebased(edit: Edit<PutInbox>, inbox: Inbox): Rebased<PutInbox> {
  const now = draftOf(inbox);
  const whole = { base: plain(edit.base), draft: plain(edit.draft) };
  const levels = levelsRebased(whole, plain(now).levels ?? []);
  const plainly = rebased({ base: { ...whole.base, levels: levels.base }, draft: { ...whole.draft, levels: levels.draft } }, { ...plain(now), levels: levels.now }, clashing);
  const { base, draft, clashes } = plainly;
  // Nobody can choose of a field that the mode hides. It is not sent, so theirs stays; in a mode that shows it, there is a choice again.
  const shown = clashes.filter((field) => asksFor(draft.mode, field));
  return { clashes: shown, base: { ...base, members: now.members }, draft: { ...draft, members: mergedSet({ base: edit.base.members, draft: edit.draft.members }, now.members) } };
}

/** The form of an inbox as it begins. */
export function inboxBegins(inbox: Inbox | undefined): Edit<PutInbox> {
  const begins = plain(draftOf(inbox));
  return { base: begins, draft: begins };
}

/** The form of a plan as it begins. */
export function planBegins(plan: Plan | undefined): Edit<PutPlan> {
  const begins = planDraft(plan);
  return { base: begins, draft: begins };
}

// What an inbox may be without: said to be empty, so that a form has the same fields whatever the inbox has at the moment.
const without = { dials: undefined, capacity: undefined, hours: undefined, overflow: undefined, targets: undefined, survey: undefined } as const;

/** All fields of the form, and levels in one order: those above the least, by person. */
function plain(draft: PutInbox): PutInbox {
  const levels = [...(draft.levels ?? [])].filter((each) => each.level !== hundred.least).sort((a, b) => (a.userId < b.userId ? -1 : 1));
  return { ...without, ...draft, levels };
}

// Of levels, too, each counts for itself: those that both changed are left to clash, the others are brought together first.
function levelsRebased({ base, draft }: Edit<PutInbox>, now: readonly Level[]): { base: Level[]; draft: Level[]; now: Level[] } {
  const people = [...new Set([base.levels ?? [], draft.levels ?? [], now].flat().map((each) => each.userId))].sort();
  const out: { base: Level[]; draft: Level[]; now: Level[] } = { base: [], draft: [], now: [] };
  for (const userId of people) {
    const [was, mine, theirs] = [levelIn(base.levels, userId), levelIn(draft.levels, userId), levelIn(now, userId)];
    const add = (list: Level[], level: number): void => void (level === hundred.least || list.push({ userId, level }));
    const level = rebasedValue(was, mine, theirs);
    add(out.now, theirs);
    add(out.base, level.base);
    add(out.draft, level.draft);
  }
  return out;
}

/** What to ask the relay for: everything of a new inbox, and of an edit what was changed, so that it undoes nothing that somebody else did. */
export function inboxChange(draft: PutInbox, inbox: Inbox | undefined): PutInbox {
  const put = putOf(draft, inbox);
  if (inbox === undefined) return { ...put, edited: {} };
  const now = draftOf(inbox);
  const changed = (field: keyof PutInbox): boolean => asksFor(draft.mode, field) && !same(draft[field], now[field]);
  const { dials, capacity, hours, overflow, targets, levels, survey, ...rest } = put;
  const moved = levels?.filter((each) => each.level !== levelIn(inbox.levels, each.userId)) ?? [];
  const edited: InboxEdit = {
    ...(changed('name') ? { name: inbox.name } : {}),
    ...(changed('mode') ? { mode: inbox.mode } : {}),
    ...(changed('numberId') ? { numberId: inbox.numberId } : {}),
    ...(changed('reassignSeconds') ? { reassignSeconds: inbox.reassignSeconds } : {}),
    ...some('join', draft.members.filter((each) => !inbox.members.includes(each))),
    ...some('leave', inbox.members.filter((each) => !draft.members.includes(each))),
    ...some('levels', moved.map(({ userId }) => ({ userId, level: levelIn(inbox.levels, userId) }))),
    ...(changed('dials') ? { dials: inbox.dials ?? 0 } : {}),
    ...(changed('capacity') ? { capacity: inbox.capacity ?? 0 } : {}),
    ...(changed('graceMinutes') ? { graceMinutes: inbox.graceMinutes ?? 0 } : {}),
    ...(changed('hours') && inbox.hours !== undefined ? { hours: inbox.hours } : {}),
    ...(changed('overflow') && inbox.overflow !== undefined ? { overflow: inbox.overflow } : {}),
    ...(changed('targets') && inbox.targets !== undefined ? { targets: inbox.targets } : {}),
    ...(changed('survey') && inbox.survey !== undefined ? { survey: inbox.survey } : {}),
  };
  return {
    ...rest,
    ...(moved.length > 0 ? { levels } : {}),
    ...(changed('dials') ? { dials } : {}),
    ...(changed('capacity') ? { capacity } : {}),
    ...(changed('hours') ? { hours } : {}),
    ...(changed('overflow') ? { overflow } : {}),
    ...(changed('targets') ? { targets } : {}),
    ...(changed('survey') ? { survey: survey ?? nobodyAsked } : {}),
    edited,
  };
}

function some<K extends string, T>(key: K, list: readonly T[]): Partial<Record<K, T[]>> {
  return list.length === 0 ? {} : ({ [key]: [...list] } as Partial<Record<K, T[]>>);
}

/** The fields of a plan; its ways are one, because their order decides which is taken. */
export const planFields = ['name', 'branches', 'inboxId'] as const;

/** The same as inboxChange, of a plan. */
export function planChange(draft: PutPlan, plan: Plan | undefined): PutPlan {
  const now = planDraft(plan);
  const edited: PlanEdit = plan === undefined ? {} : {
    ...(draft.name === plan.name ? {} : { name: plan.name }),
    ...(same(draft.branches, now.branches) ? {} : { branches: now.branches }),
    ...(draft.inboxId === plan.inboxId ? {} : { inboxId: plan.inboxId }),
  };
  return { ...draft, edited };
}
