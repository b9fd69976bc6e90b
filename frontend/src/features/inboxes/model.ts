/** What the inboxes page shows and accepts, as functions of rows. */
import type { Inbox, Level, PutInbox, Targets, Thread } from '@/bridge/types';
import { mayHandle } from '@/stores/selectors';
import { type ServicePart, serviceParts } from '@/i18n/service-words';
import { nameFault } from '@/lib/channel-rules';
import { surveyFaults, type SurveyFaults } from './survey-model';
import { hoursFaults, type HoursFaults, hoursToPut } from './hours-model';

/** The limits of the time to accept, in seconds. */
export const timeToAccept = { least: 1, most: 900, usual: 30 } as const;

/** The limits of how long an agent may be offline, in minutes; the relay's policy says the usual. */
export const timeOffline = { least: 1, most: 1440, usual: 10 } as const;

/** The limits of an agent's level, of how often the last agent is asked, and of the capacity of an inbox. */
export const hundred = { least: 1, most: 100 } as const;

/** The limits of how long a conversation waits before another inbox is asked, in minutes. */
export const overflowTime = { least: 1, most: 1440, usual: 5 } as const;

/** The limits of a service level, in minutes. */
export const targetMinutes = { least: 1, most: 43_200 } as const;

/** The service levels of an inbox that promises nothing, as a draft has them. */
export const nothingPromised: Targets = { first: Number.NaN, next: Number.NaN, resolution: Number.NaN, openHours: false };

// The relay says 0, or nothing, for "no limit" and "nothing promised". In a draft that is NaN, an empty field, so that a 0 that somebody types stays one and is a fault.
const emptied = (kept: number): number => (kept === 0 ? Number.NaN : kept);
const orNone = (typed: number): number => (Number.isNaN(typed) ? 0 : typed);
const eachTarget = ({ first, next, resolution, openHours }: Targets, make: (minutes: number) => number): Targets => ({ first: make(first), next: make(next), resolution: make(resolution), openHours });

/** A new inbox, or an inbox as it is. */
export function draftOf(inbox: Inbox | undefined): PutInbox {
  if (inbox === undefined) return { id: '', name: '', type: 'whatsapp', mode: 'roundRobin', numberId: '', reassignSeconds: timeToAccept.usual, members: [], graceMinutes: timeOffline.usual };
  const { id, name, type, mode, numberId, reassignSeconds, members, levels, dials, capacity, graceMinutes, hours, overflow, targets, survey } = inbox;
  return { id, name, type, mode, numberId, reassignSeconds, members, graceMinutes: graceMinutes ?? timeOffline.usual, ...(levels === undefined ? {} : { levels }), ...(dials === undefined ? {} : { dials }), capacity: emptied(capacity ?? 0), ...(hours === undefined ? {} : { hours }), ...(overflow === undefined ? {} : { overflow }), targets: targets === undefined ? nothingPromised : eachTarget(targets, emptied), ...(survey === undefined ? {} : { survey }) };
}

/** The modes that ask for each field that not every one asks for. */
const asking: Readonly<Record<string, (mode: string) => boolean>> = {
  levels: (mode) => mode === 'proficiency',
  dials: (mode) => mode === 'sticky',
  reassignSeconds: (mode) => mode !== 'manual',
};

/** Whether the form has a field in a mode. One that it hides keeps nobody from saving, and stays as it is. */
export function asksFor(mode: string, field: string): boolean {
  return asking[field]?.(mode) ?? true;
}

/**
 * All that is in the form, as the relay takes it: a number only when it is another one, and of levels and dials only what the mode asks for. What belongs to another mode stays as it is; a time to accept that is none, hidden by now, is sent as the usual.
 */
export function putOf(draft: PutInbox, inbox: Inbox | undefined): PutInbox {
  const had = inbox?.numberId ?? '';
  const { levels, dials, capacity, hours, overflow, targets, ...rest } = draft;
  const open = hoursToPut(hours, inbox);
  const put = {
    ...rest,
    name: draft.name.trim(),
    ...(timeFits(draft) ? {} : { reassignSeconds: timeToAccept.usual }),
    ...(asksFor(draft.mode, 'levels') ? { levels: draft.members.map((userId) => ({ userId, level: levelIn(levels, userId) })) } : {}),
    ...(asksFor(draft.mode, 'dials') ? { dials: dials ?? hundred.least } : {}),
    ...(capacity === undefined ? {} : { capacity: orNone(capacity) }),
    ...(open === undefined ? {} : { hours: open }),
    ...(overflow === undefined ? {} : { overflow: overflow.inboxId === '' ? { minutes: 0, inboxId: '' } : overflow }),
    ...(targets === undefined ? {} : { targets: eachTarget(targets, orNone) }),
  };
  if (draft.numberId === had) return { ...put, numberId: '' };
  return draft.numberId === '' ? { ...put, noNumber: true } : put;
}

/** An agent's level: who is not named is at the least. */
export function levelIn(levels: readonly Level[] | undefined, userId: string): number {
  return levels?.find((each) => each.userId === userId)?.level ?? hundred.least;
}

/** The levels with an agent's changed. */
export function withLevel(levels: readonly Level[] | undefined, userId: string, level: number): Level[] {
  return [...(levels ?? []).filter((each) => each.userId !== userId), { userId, level }];
}

/** What is wrong with service levels: those that are no whole number within the limits, or an answer that is due after the end. */
export interface TargetFaults {
  readonly range?: readonly ServicePart[];
  readonly order?: true;
}

/** What keeps service levels from being saved, undefined for nothing. */
export function targetFaults(targets: Targets = nothingPromised): TargetFaults | undefined {
  const range = serviceParts.filter((part) => !withinOrEmpty(targets[part], targetMinutes));
  if (range.length > 0) return { range };
  return targets.first > targets.resolution || targets.next > targets.resolution ? { order: true } : undefined;
}

/** The faults by field; of levels, the agents whose is no level. */
export interface InboxFaults {
  readonly name?: ReturnType<typeof nameFault>;
  readonly agents?: true;
  readonly time?: true;
  readonly dials?: true;
  readonly grace?: true;
  readonly capacity?: true;
  readonly levels?: readonly string[];
  readonly overflow?: true;
  readonly targets?: TargetFaults;
  readonly hours?: HoursFaults;
  readonly survey?: SurveyFaults;
}

/** What keeps the inbox from being saved. What belongs to another mode does not. */
export function inboxFaults(draft: PutInbox, others: readonly string[]): InboxFaults {
  const name = nameFault(draft.name, others);
  const hours = hoursFaults(draft.hours);
  const targets = targetFaults(draft.targets);
  const survey = surveyFaults(draft.survey);
  const levels = asksFor(draft.mode, 'levels') ? draft.members.filter((id) => !within(levelIn(draft.levels, id), hundred)) : [];
  return {
    ...(name === undefined ? {} : { name }),
    ...(draft.members.length > 0 ? {} : { agents: true as const }),
    ...(!asksFor(draft.mode, 'reassignSeconds') || timeFits(draft) ? {} : { time: true as const }),
    ...(within(draft.graceMinutes ?? timeOffline.usual, timeOffline) ? {} : { grace: true as const }),
    ...(withinOrEmpty(draft.capacity ?? Number.NaN, hundred) ? {} : { capacity: true as const }),
    ...(!asksFor(draft.mode, 'dials') || within(draft.dials ?? hundred.least, hundred) ? {} : { dials: true as const }),
    ...(levels.length === 0 ? {} : { levels }),
    ...((draft.overflow?.inboxId ?? '') === '' || within(draft.overflow?.minutes ?? Number.NaN, overflowTime) ? {} : { overflow: true as const }),
    ...(targets === undefined ? {} : { targets }),
    ...(Object.keys(hours).length === 0 ? {} : { hours }),
    ...(survey === undefined ? {} : { survey }),
  };
}

function timeFits({ reassignSeconds }: PutInbox): boolean {
  return within(reassignSeconds, timeToAccept);
}

/** Whether it is a whole number within the limits. */
export function within(value: number, limits: { readonly least: number; readonly most: number }): boolean {
  return Number.isInteger(value) && value >= limits.least && value <= limits.most;
}

function withinOrEmpty(value: number, limits: { readonly least: number; readonly most: number }): boolean {
  return Number.isNaN(value) || within(value, limits);
}

/** Whether a person may be chosen as agent. */
export const eligible = mayHandle;

/** How many threads an inbox holds open. */
export function openThreads(threads: Iterable<Thread>, inboxId: string): number {
  let count = 0;
  for (const each of threads) if (each.open && each.inboxId === inboxId) count++;
  return count;
}
