/** The first steps of an organization, ticked by what is really there. */
import type { BusinessNumber, Inbox, User } from '@/bridge/types';
import { paths } from '@/lib/paths';

/** What an owner does before customers can be answered, in this order. */
export const firstSteps = ['number', 'inbox', 'people', 'alerts'] as const;
/** One of them. */
export type FirstStep = (typeof firstSteps)[number];

/** The screen of each. */
export const screenOf: Readonly<Record<FirstStep, string>> = { number: paths.channels, inbox: paths.inboxes, people: paths.users, alerts: paths.notifications };

/** What the steps are judged by. */
export interface Setting {
  readonly numbers: Iterable<BusinessNumber>;
  readonly inboxes: Iterable<Inbox>;
  readonly users: Iterable<User>;
  readonly invited: number;
  readonly alerted: boolean;
}

/** Which are done. */
export function doneOf({ numbers, inboxes, users, invited, alerted }: Setting): ReadonlySet<FirstStep> {
  const done: Readonly<Record<FirstStep, boolean>> = {
    number: [...numbers].length > 0,
    // One that gets nothing, or that nobody is in, answers nobody.
    inbox: [...inboxes].some((each) => each.numberId !== '' && each.members.length > 0),
    people: [...users].filter((each) => each.active).length > 1 || invited > 0,
    alerts: alerted,
  };
  return new Set(firstSteps.filter((each) => done[each]));
}
