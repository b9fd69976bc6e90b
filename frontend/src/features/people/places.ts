/** In which inboxes people are, and from which numbers they begin conversations. */
import type { Inbox, Outbound, Place, User } from '@/bridge/types';

/** What a level may be: 1 is the least, and what everybody has of whom nothing was said. */
export const levels = { least: 1, most: 100 } as const;

/** Where a person is, in the order of the inboxes; undefined where a list of agents is too long to be known whole. */
export function placesOf(inboxes: Iterable<Inbox>, userId: string): readonly Place[] | undefined {
  const list = [...inboxes];
  if (list.some((each) => each.cut)) return undefined;
  return list.filter((each) => each.members.includes(userId)).map((each) => ({ inboxId: each.id, level: each.levels?.find((one) => one.userId === userId)?.level ?? levels.least }));
}

/** The same places with these inboxes: who is new in one begins at the least level. */
export function placesIn(places: readonly Place[], inboxIds: readonly string[]): readonly Place[] {
  return inboxIds.map((inboxId) => places.find((each) => each.inboxId === inboxId) ?? { inboxId, level: levels.least });
}

/** Whether a level can be sent; NaN stands for an empty field. */
export function levelFits(level: number): boolean {
  return Number.isInteger(level) && level >= levels.least && level <= levels.most;
}

/** From where somebody may begin conversations, as a form has it. */
export function outboundOf(user: Pick<User, 'outbound'>): Outbound {
  return user.outbound ?? { only: false, numbers: [] };
}
