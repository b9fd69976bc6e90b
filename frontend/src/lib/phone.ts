/** Telephone numbers for eyes. Data, inputs and what is copied stay as they are: E.164. */
import { parsePhoneNumberFromString } from 'libphonenumber-js/min';

/** A number grouped the international way, like +49 30 23125014. No digit changes; what is no E.164 number is shown as it is. */
export function formatPhone(text: string): string {
  if (!/^\+[1-9]\d{6,14}$/.test(text)) return text;
  const grouped = parsePhoneNumberFromString(text)?.formatInternational();
  return grouped !== undefined && digitsOf(grouped) === digitsOf(text) ? grouped : text;
}

/** The same for one that stands in a sentence or a label: in one piece, from left to right. */
export function phoneInWords(text: string): string {
  return `\u2066${formatPhone(text)}\u2069`;
}

/** The number that somebody probably means who types this, however it is written; "" where there is none. It is only a hint: the relay decides what a number is. */
export function phoneTyped(text: string): string {
  const plain = text.normalize('NFKC').replace(/[\p{Cf}\s]+/gu, ' ').trim().replace(/^00/, '+');
  return parsePhoneNumberFromString(plain)?.number ?? '';
}

/** Whether the digits of a query, in the country's own way or with its code, stand in a number. Fewer than three say nothing. */
export function hasDigits(phone: string, query: string): boolean {
  const plain = query.normalize('NFKC');
  if (/\p{L}/u.test(plain)) return false;
  const digits = digitsOf(plain.replace(/\(0\)/g, '')).replace(/^0{1,2}/, '');
  return digits.length >= 3 && digitsOf(phone).includes(digits);
}

function digitsOf(text: string): string {
  return text.replace(/\D/g, '');
}
