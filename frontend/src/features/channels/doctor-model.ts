/** What the connection check of a number shows, as functions of rows. */
import type { Check, CheckName, Checkup, CheckupProgress, Verdict } from '@/bridge/types';
import { checkNames } from '@/lib/lists';

/** One line: a check, or the place of one that is still to be made. */
export interface CheckLine {
  readonly name: CheckName;
  /** undefined: it was not made, or not yet. */
  readonly check: Check | undefined;
}

/** The thirteen lines: those of the examination that goes on, else those of the last one. */
export function linesOf(checkup: Checkup | undefined, progress: CheckupProgress | undefined): readonly CheckLine[] {
  const made = progress?.running === true ? progress.checks : (checkup?.checks ?? []);
  return checkNames.map((name) => ({ name, check: made.find((each) => each.name === name) }));
}

/** Whether a person has to look at it. */
export function isNamed(verdict: Verdict): boolean {
  return verdict === 'warning' || verdict === 'failed';
}

/** How many checks a person has to look at. */
export function countNamed(checkup: Checkup): number {
  return checkup.checks.filter((each) => isNamed(each.verdict)).length;
}

/** How many checks fail: what the table shows of them. */
export function countFailed(checkup: Checkup): number {
  return checkup.checks.filter((each) => each.verdict === 'failed').length;
}

/** What is missing until the number is proven; undefined when it is. */
export function missingProof(checkup: Pick<Checkup, 'inboundAt' | 'deliveredAt'>): 'noIn' | 'noOut' | 'noBoth' | undefined {
  if (checkup.inboundAt === 0) return checkup.deliveredAt === 0 ? 'noBoth' : 'noIn';
  return checkup.deliveredAt === 0 ? 'noOut' : undefined;
}
