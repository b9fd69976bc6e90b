/** What a customer is called on screen. A phone number is optional, and so is everything else. */
import { formatPhone } from './phone';

/** What is known of a customer. */
export interface KnownAs {
  readonly savedName: string;
  readonly profileName: string;
  readonly username: string;
  readonly accountId: string;
  readonly phone: string;
  readonly phoneHidden: boolean;
  /** It stands for a group. */
  readonly group?: boolean;
}

/** The words for those who have no name. */
export interface NameWords {
  readonly account: (id: string) => string;
  readonly hidden: string;
  readonly group: string;
  readonly unknown: string;
}

/** The name that a person of ours recognises, best first: ours, theirs, their user name, the account, the number. */
export function contactName(contact: KnownAs | undefined, words: NameWords): string {
  if (contact === undefined) return words.unknown;
  if (contact.savedName !== '') return contact.savedName;
  if (contact.profileName !== '') return contact.profileName;
  if (contact.username !== '') return `@${contact.username.replace(/^@/, '')}`;
  if (contact.accountId !== '') return words.account(contact.accountId);
  if (contact.phone !== '') return formatPhone(contact.phone);
  if (contact.phoneHidden) return words.hidden;
  return contact.group === true ? words.group : words.unknown;
}
