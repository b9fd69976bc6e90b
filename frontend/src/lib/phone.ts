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

function digitsOf(text: string): string {
  return text.replace(/\D/g, '');
}
