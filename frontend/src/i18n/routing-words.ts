import type { TFunction } from 'i18next';
import { oneOf } from '@/lib/known';
import { type Cause, causes, declineReasons, type Reason, reasons } from '@/lib/lists';

/** A reason if this version knows it: a newer relay may have more. */
export function reasonOf(code: string): Reason | undefined {
  return oneOf(reasons, code);
}

/** A cause if this version knows it. */
export function causeOf(code: string): Cause | undefined {
  return oneOf(causes, code);
}

/** Whether the reason is that of somebody who is asked. */
export function won(code: string): boolean {
  return code.startsWith('won');
}

/** Why the winner was asked, as the end of a sentence: "it was your turn". */
export function winnerWords(words: TFunction<'routing'>, code: string, isMe: boolean): string {
  const reason = reasonOf(code);
  switch (reason) {
    case 'wonTurn':
    case 'wonPreferred':
    case 'wonLastAgent':
    case 'wonLevel':
    case 'wonIdle':
    case 'wonLeastBusy':
    case 'wonAgain':
    case 'wonLastResort':
      return isMe ? words(`you.${reason}`) : words(`they.${reason}`);
    default:
      return words('unknownReason', { code });
  }
}

/** Why people could not be asked, in the order in which the counts of them are told. */
const whys = ['offline', 'away', 'busy', 'declined', 'missed', 'unlicensed', 'off', 'takes', 'other'] as const;
type Why = (typeof whys)[number];

function whyOf(code: string): Why {
  switch (reasonOf(code)) {
    case 'offline':
    case 'away':
    case 'declined':
      return code as 'offline';
    case 'atCapacity':
    case 'atInboxCapacity':
    case 'busy':
    case 'pendingOffer':
      return 'busy';
    case 'missedOffer':
      return 'missed';
    case 'notLicensed':
      return 'unlicensed';
    case 'suspended':
    case 'gone':
      return 'off';
    case 'mayTake':
      return 'takes';
    default:
      return 'other';
  }
}

/** How many people a decision passed over, by why. */
export function countsOf(candidates: readonly { readonly reason: string }[]): readonly { readonly why: Why; readonly count: number }[] {
  const counts = new Map<Why, number>();
  for (const each of candidates) counts.set(whyOf(each.reason), (counts.get(whyOf(each.reason)) ?? 0) + 1);
  return whys.flatMap((why) => (counts.has(why) ? [{ why, count: counts.get(why) ?? 0 }] : []));
}

/** Why somebody declined, in the words of the choice and in their own; '' where they did not say. */
export function declineWords(t: TFunction<'routing'>, said: { readonly reason?: string; readonly note?: string }): string {
  const reason = oneOf(declineReasons, said.reason ?? '');
  return [reason !== undefined && reason !== 'other' ? t(`declined.${reason}`) : '', said.note ?? ''].filter((each) => each !== '').join(' · ');
}
