import type { TFunction } from 'i18next';
import { oneOf } from '@/lib/known';
import { type Cause, causes, type Reason, reasons } from '@/lib/lists';

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
