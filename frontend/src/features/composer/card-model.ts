/** A contact card while it is filled in. */
import type { PhoneKind, SentCard } from '@/bridge/types';
import { isBlank } from '@/lib/blank';

/** The most numbers on one card (wire.MostCardPhones). */
export const mostPhones = 5;

/** The longest name, company and title. */
export const longestName = 120;

/** A number that is filled in. */
export interface CardPhone {
  readonly phone: string;
  readonly kind: PhoneKind;
}

/** What stands in the form. */
export interface CardForm {
  readonly name: string;
  readonly company: string;
  readonly title: string;
  readonly email: string;
  readonly phones: readonly CardPhone[];
}

/** A card on which nothing stands. */
export const emptyCard: CardForm = { name: '', company: '', title: '', email: '', phones: [{ phone: '', kind: 'work' }] };

/** Whether a text looks as if a number with its country code was meant. Only the relay says what a number is. */
function isPhone(text: string): boolean {
  return /^[^\p{L}\p{N}]*(?:[+\uFF0B]|00)/u.test(text) && !/\p{L}/u.test(text) && (text.match(/\p{Nd}/gu) ?? []).length >= 7;
}

/** What is wrong with a number, undefined for an empty one and one that can be right. */
export function phoneFault(phone: string): 'country' | undefined {
  return phone.trim() === '' || isPhone(phone) ? undefined : 'country';
}

/** Whether an address of e-mail can be none. */
export function isNoEmail(email: string): boolean {
  return email.trim() !== '' && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/u.test(email.trim());
}

/** The card as it is sent; undefined while something is missing or wrong. */
export function cardToSend(form: CardForm): SentCard | undefined {
  const phones = form.phones.filter((each) => each.phone.trim() !== '').map(({ phone, kind }) => ({ phone: phone.trim(), kind }));
  if (isBlank(form.name) || phones.length === 0 || phones.some((each) => phoneFault(each.phone) !== undefined) || isNoEmail(form.email)) return undefined;
  return { name: form.name.trim(), company: form.company.trim(), title: form.title.trim(), phones, emails: form.email.trim() === '' ? [] : [form.email.trim()] };
}
