import type { TFunction } from 'i18next';

const reasons = [
  'gone', 'suspended', 'role', 'notMember', 'notLicensed', 'declined', 'excluded', 'offline', 'away', 'missedOffer', 'atCapacity', 'pendingOffer',
  'notPreferred', 'laterInTurn', 'mayTake', 'wonTurn', 'wonPreferred', 'wonAgain', 'wonLastResort',
] as const;
const causes = [
  'offered', 'nobodyHere', 'nobodyFree', 'roundOver', 'manual', 'noMembers', 'nobodyAllowed', 'modeNotSupported', 'modeUnknown',
] as const;

/** Routing's closed list of why somebody was or was not asked. */
export type RoutingReason = (typeof reasons)[number];
/** Routing's closed list of why a decision came out as it did. */
export type RoutingCause = (typeof causes)[number];

/** A reason if this version knows it: a newer relay may have more. */
export function reasonOf(code: string): RoutingReason | undefined {
  return reasons.find((each) => each === code);
}

/** A cause if this version knows it. */
export function causeOf(code: string): RoutingCause | undefined {
  return causes.find((each) => each === code);
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
    case 'wonAgain':
    case 'wonLastResort':
      return isMe ? words(`you.${reason}`) : words(`they.${reason}`);
    default:
      return words('unknownReason', { code });
  }
}
