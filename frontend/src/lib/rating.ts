/** A customer's rating of a conversation, from 1 to 5. */

/** The highest rating; the lowest is 1. */
export const bestScore = 5;

/** The highest rating that is a low one. */
export const lowScore = 2;

/** Draws a score. It needs no words, and so is what customers read in every language. */
export function stars(score: number): string {
  return '★'.repeat(score) + '☆'.repeat(Math.max(0, bestScore - score));
}

/** The scores, best first. */
export const scores: readonly number[] = [5, 4, 3, 2, 1];
