/** How many SMS a text goes in, by the alphabet that the relay goes by (3GPP TS 23.038). */
import { smsAlphabet } from './lists';

const basic = new Set(smsAlphabet.basic);
const extended = new Set(smsAlphabet.extended);

/** What a text takes: in how many SMS it goes, and how much room the last one has left, in characters. */
export interface SmsLength {
  readonly parts: number;
  readonly left: number;
  /** Some character is not in the alphabet of SMS, so that much less fits into one. */
  readonly unicode: boolean;
}

/** Counts a text as networks do: 160 alone and 153 in a part, or 70 and 67; no character is cut in two. */
export function smsLength(text: string): SmsLength {
  const characters = Array.from(text);
  const unicode = characters.some((each) => !basic.has(each) && !extended.has(each));
  const [alone, part] = unicode ? [70, 67] : [160, 153];
  const size = (each: string): number => (unicode ? each.length : extended.has(each) ? 2 : 1);
  const total = characters.reduce((sum, each) => sum + size(each), 0);
  if (total <= alone) return { parts: 1, left: alone - total, unicode };
  let parts = 1;
  let left: number = part;
  for (const each of characters) {
    const places = size(each);
    if (left < places) {
      parts++;
      left = part;
    }
    left -= places;
  }
  return { parts, left, unicode };
}
