/** Whether a template may go to a customer, by what they agreed to. The relay has the last word. */
import type { Contact, NewOptIn, OptInRule } from '@/bridge/types';
import type { Purpose } from '@/lib/lists';
import { useDesk } from './desk';
import { useContact } from './selectors';

/** Why a template should not go: they stopped marketing; no opt-in, and one is needed; no opt-in, and somebody should know. */
export type Obstacle = 'stopped' | 'needed' | 'missing';

/** To whom a template goes; the window says whether they have asked for an answer. */
export interface Addressee {
  /** "" while it is a number that nobody has. */
  readonly contactId: string;
  readonly windowOpen: boolean;
}

/** What goes with a template: the consent to it, and that somebody has to be asked first. */
export interface Consent {
  readonly askOptIn: boolean;
  readonly optIn?: NewOptIn;
}

/** What a template of a category is about. A category that is unknown here counts as marketing, as it does for the relay. */
export function purposeOf(category: string): Purpose {
  return category === 'UTILITY' ? 'utility' : category === 'AUTHENTICATION' ? 'authentication' : 'marketing';
}

/** What stands in the way of a template; undefined when nothing does. A relay from before has no rule and asks for nothing. */
export function obstacleOf(rule: OptInRule | undefined, purpose: Purpose, contact: Pick<Contact, 'optIns' | 'stopped'> | undefined, windowOpen: boolean): Obstacle | undefined {
  if (rule === undefined) return undefined;
  if (purpose === 'marketing' && contact?.stopped === true) return 'stopped';
  const agreed = contact?.optIns?.some((each) => each.withdrawnAt === 0 && each.purposes.includes(purpose)) === true;
  if (windowOpen || agreed) return undefined;
  return rule === 'strict' ? 'needed' : 'missing';
}

/** The same of a template that somebody is about to send. */
export function useObstacle(category: string, { contactId, windowOpen }: Addressee): Obstacle | undefined {
  const rule = useDesk((desk) => [...desk.orgs.values()][0]?.optIns);
  return obstacleOf(rule, purposeOf(category), useContact(contactId), windowOpen);
}
