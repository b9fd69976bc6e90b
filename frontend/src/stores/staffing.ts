/** Which active numbers a change would leave without anybody who can answer. */
import type { BusinessNumber, Inbox, Plan, User } from '@/bridge/types';
import { useDesk } from './desk';
import { isUnattended, mayHandle } from './selectors';

/** A change as it would be: of one person, of an inbox's agents, or of the inboxes to which a number leads, none for nowhere. */
export interface StaffingChange {
  readonly user?: User;
  readonly inbox?: { readonly id: string; readonly members: readonly string[] };
  readonly number?: { readonly id: string; readonly leads: readonly Pick<Inbox, 'members' | 'cut'>[] };
}

interface Staff {
  readonly numbers: Iterable<BusinessNumber>;
  readonly inboxes: ReadonlyMap<string, Inbox>;
  readonly users: ReadonlyMap<string, User>;
  /** A plan that branches leads to several inboxes: each has to have somebody. */
  readonly plans?: ReadonlyMap<string, Plan>;
}

/** The active numbers that reach somebody now, and nobody after the change, and a number that is to lead to an inbox where nobody is. An inbox whose agents did not fit into its row is not judged. */
export function leftAlone(staff: Staff, change: StaffingChange): BusinessNumber[] {
  const now = (id: string): boolean => can(staff.users.get(id));
  const then = (id: string): boolean => can(change.user?.id === id ? change.user : staff.users.get(id));
  const loses = (id: string): boolean => {
    const inbox = staff.inboxes.get(id);
    if (inbox === undefined || inbox.cut) return false;
    const members = change.inbox?.id === inbox.id ? change.inbox.members : inbox.members;
    return inbox.members.some(now) && !members.some(then);
  };
  const inboxesOf = (number: BusinessNumber): string[] => [number.inboxId, ...(staff.plans?.get(number.planId)?.branches ?? []).map((each) => each.inboxId)].filter((each) => each !== '');
  const moves = (number: BusinessNumber, leads: readonly Pick<Inbox, 'members' | 'cut'>[]): boolean => {
    if (leads.length > 0) return leads.some((each) => isUnattended(each, staff.users));
    const has = inboxesOf(number).flatMap((each) => staff.inboxes.get(each) ?? []);
    return has.length > 0 && !has.some((each) => isUnattended(each, staff.users));
  };
  return [...staff.numbers].filter((number) => !number.off && (number.id === change.number?.id ? moves(number, change.number.leads) : inboxesOf(number).some(loses)));
}

function can(user: User | undefined): boolean {
  return user !== undefined && mayHandle(user);
}

/** leftAlone for what is on this desktop. */
export function useLeftAlone(): (change: StaffingChange) => BusinessNumber[] {
  const numbers = useDesk((desk) => desk.numbers);
  const inboxes = useDesk((desk) => desk.inboxes);
  const users = useDesk((desk) => desk.users);
  const plans = useDesk((desk) => desk.plans);
  return (change) => leftAlone({ numbers: numbers.values(), inboxes, users, plans }, change);
}
