/** What the connection check of a number shows, as functions of rows. */
import type { BusinessNumber, Check, CheckName, Checkup, CheckupProgress, Verdict } from '@/bridge/types';
import { oneOf } from '@/lib/known';
import { checkNames } from '@/lib/lists';

/** The checks of an SMS number, in order: those that its carrier, or what came and went, can answer. */
export const smsCheckNames = ['token', 'number', 'callback', 'secret', 'inbound', 'outbound'] as const satisfies readonly CheckName[];

/** The checks that a number has, in the order in which they are shown. */
export function checksOf({ channel }: Pick<BusinessNumber, 'channel'>): readonly CheckName[] {
  return channel === 'sms' ? smsCheckNames : checkNames;
}

/** The key of a check's name among the nouns; undefined for one that this app does not know. */
export function nounOf(name: CheckName, { channel }: Pick<BusinessNumber, 'channel'>): `noun.check_${CheckName}` | `noun.check_sms_${(typeof smsCheckNames)[number]}` | undefined {
  const sms = channel === 'sms' ? oneOf(smsCheckNames, name) : undefined;
  if (sms !== undefined) return `noun.check_sms_${sms}`;
  const any = oneOf(checkNames, name);
  return any === undefined ? undefined : `noun.check_${any}`;
}

/** One line: a check, or the place of one that is still to be made. */
export interface CheckLine {
  readonly name: CheckName;
  /** undefined: it was not made, or not yet. */
  readonly check: Check | undefined;
}

/** The lines of a number: those of the examination that goes on, else those of the last one. */
export function linesOf(number: Pick<BusinessNumber, 'channel'>, checkup: Checkup | undefined, progress: CheckupProgress | undefined): readonly CheckLine[] {
  const made = progress?.running === true ? progress.checks : (checkup?.checks ?? []);
  return checksOf(number).map((name) => ({ name, check: made.find((each) => each.name === name) }));
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
