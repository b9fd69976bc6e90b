/**
 * Meta's rules of a display name, as far as a machine can judge. The relay checks again what is sure; the rest is
 * Meta's to judge, and may be right for a business that writes itself so everywhere: it is a doubt.
 */
import { length } from '@/lib/channel-rules';

/** What is surely wrong with a display name. */
export type DisplayNameFault = 'missing' | 'tooShort' | 'tooLong' | 'nameWeb' | 'nameSymbols' | 'namePhone';

/** What Meta may refuse. */
export const nameDoubts = ['short', 'web', 'digits', 'capitals', 'emoji', 'signs', 'spaces'] as const;

/** One of nameDoubts. */
export type NameDoubt = (typeof nameDoubts)[number];

/** Meta's rules in the order in which they are shown. */
export const nameRules = ['length', 'belongs', 'general', 'writing', 'web', 'review'] as const;

const letter = /\p{L}/u;
const cased = /\p{Ll}/u;

/** What is surely wrong: 2 to 75 characters, no web address, not only symbols or emoji, no phone number. */
export function displayNameFault(name: string): DisplayNameFault | undefined {
  const text = name.trim();
  if (text === '') return 'missing';
  if (length(text) < 2) return 'tooShort';
  if (length(text) > 75) return 'tooLong';
  if (/:\/\/|(?:^|\s)www\./iu.test(text)) return 'nameWeb';
  if (letter.test(text)) return undefined;
  const digits = text.match(/\p{N}/gu)?.length ?? 0;
  if (digits === 0) return 'nameSymbols';
  return digits >= 7 ? 'namePhone' : undefined;
}

const looksLike: Readonly<Record<NameDoubt, (text: string) => boolean>> = {
  short: (text) => length(text) === 2,
  web: (text) => /[\p{L}\p{N}]\.\p{L}{2,}/u.test(text),
  digits: (text) => !letter.test(text),
  // A word of up to four letters may be an acronym; scripts without capitals have none.
  capitals: (text) => /\p{Lu}{5,}/u.test(text) && !cased.test(text),
  emoji: (text) => /\p{Extended_Pictographic}/u.test(text.replace(/[©®™]/gu, '')),
  signs: (text) => /[©®™]|[!?.,;:*~_#$%^=<>|\\/]{2,}|[!?*~#^=<>|\\]/u.test(text),
  spaces: (text) => /\s{2,}/u.test(text),
};

/** What Meta may refuse in a name without a fault. */
export function displayNameDoubts(name: string): readonly NameDoubt[] {
  const text = name.trim();
  return displayNameFault(text) === undefined ? nameDoubts.filter((each) => looksLike[each](text)) : [];
}
