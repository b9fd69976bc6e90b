/** What the channels page shows, as functions of rows. */
import type { BusinessNumber, Inbox, NumberPulse, Pulse, User } from '@/bridge/types';
import type { Said } from '@/i18n/said';
import { oneOf } from '@/lib/known';
import { errorCodes } from '@/lib/lists';
import { formatPhone } from '@/lib/phone';
import { isUnattended } from '@/stores/selectors';

/** One line of the table. */
export interface ChannelRow {
  readonly number: BusinessNumber;
  /** The name of the inbox it is mapped to, "" when it is not. */
  readonly inbox: string;
  readonly pulse: NumberPulse | undefined;
  /** It is mapped, and nobody of its inbox may take its conversations. */
  readonly unattended: boolean;
}

/** The rows by name, with inbox and liveliness. */
export function channelRows(numbers: Iterable<BusinessNumber>, inboxes: ReadonlyMap<string, Inbox>, users: ReadonlyMap<string, User>, pulse: Pulse | undefined, locale: string): readonly ChannelRow[] {
  const lively = new Map(pulse?.numbers.map((each) => [each.numberId, each]));
  return [...numbers]
    .map((number) => {
      const inbox = inboxes.get(number.inboxId);
      return { number, inbox: inbox?.name ?? '', pulse: lively.get(number.id), unattended: number.state === 'active' && inbox !== undefined && isUnattended(inbox, users) };
    })
    .sort((a, b) => a.number.name.localeCompare(b.number.name, locale));
}

/** The rows that have every word of a search; digits find a number however it is written. */
export function matching(rows: readonly ChannelRow[], search: string): readonly ChannelRow[] {
  const words = search.toLocaleLowerCase().split(/\s+/).filter((each) => each !== '');
  if (words.length === 0) return rows;
  return rows.filter(({ number, inbox }) => {
    const text = [number.name, number.phone, number.phone.replace(/\D/g, ''), formatPhone(number.phone), number.description, number.verifiedName, inbox].join('\n').toLocaleLowerCase();
    return words.every((each) => text.includes(each));
  });
}

const refused = new RegExp(`^(?:still not understood: )?(${errorCodes.join('|')})(?:[ /](\\w+))?(?:/(\\w+))?$`);

/**
 * Why something that was kept was not understood: the sentence of a code such as "invalid/unknownKind", or the reason
 * as it stands.
 */
export function whyNotUnderstood(reason: string, say: (said: Said) => string): string {
  const [, named = '', subcode = '', context = ''] = refused.exec(reason.trim()) ?? [];
  const code = oneOf(errorCodes, named);
  return code === undefined ? reason : say({ code, subcode, params: { context } });
}
