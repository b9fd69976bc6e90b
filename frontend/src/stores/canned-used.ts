/**
 * How often this person has used each canned reply on this computer: those that they use most are offered first. What
 * is counted is an order and no more, so it stays here.
 */
import { readStored, writeStored } from '@/lib/storage';

type Uses = Readonly<Record<string, number>>;

/** Of so many replies uses are counted; of more, those that are used least are forgotten. */
const most = 300;

const key = (userId: string): string => `canned.used.${userId}`;
const isUses = (value: unknown): value is Uses => typeof value === 'object' && value !== null && !Array.isArray(value) && Object.values(value).every((each) => typeof each === 'number' && each > 0);

/** How often a person has used each, by its id. */
export function cannedUses(userId: string): Uses {
  return readStored(key(userId), {}, isUses);
}

/** Counts that a person used one. */
export function countCanned(userId: string, replyId: string): void {
  const uses = cannedUses(userId);
  const next = Object.entries({ ...uses, [replyId]: (uses[replyId] ?? 0) + 1 });
  writeStored(key(userId), Object.fromEntries(next.sort(([, a], [, b]) => b - a).slice(0, most)));
}
