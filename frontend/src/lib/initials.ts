/** What stands in an avatar when there is no picture: one or two letters, or one emoji. */

const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

function graphemes(text: string): string[] {
  return Array.from(segmenter.segment(text), (each) => each.segment);
}

const letterOrDigit = /^[\p{L}\p{N}]/u;
const emoji = /\p{Extended_Pictographic}|\p{Regional_Indicator}/u;
// Letters of these scripts change shape when they meet; two side by side read as a wrong word.
const joining = /[\p{Script=Arabic}\p{Script=Syriac}\p{Script=Mongolian}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Tamil}]/u;
const wholeGlyph = /[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}]/u;

/** The initials of a name; "?" when there is nothing to show. A phone number gives its last two digits. */
export function initials(name: string): string {
  const text = name.normalize('NFC').trim();
  if (/^\+?[\d\s().-]{5,}$/.test(text)) return text.replace(/\D/g, '').slice(-2);
  const words = text.split(/\s+/u);
  const first = words.flatMap((word) => {
    const start = graphemes(word).find((each) => letterOrDigit.test(each));
    return start === undefined ? [] : [start];
  });
  const head = first[0];
  if (head === undefined) return graphemes(text).find((each) => emoji.test(each)) ?? '?';
  const last = first.length > 1 ? first[first.length - 1] : undefined;
  if (last === undefined || joining.test(head) || joining.test(last) || wholeGlyph.test(head)) return head.toLocaleUpperCase();
  return (head + last).toLocaleUpperCase();
}

/** A number from 0 to `count - 1` that is always the same for the same id. */
export function tintOf(id: string, count: number): number {
  let hash = 2166136261;
  for (let i = 0; i < id.length; i++) {
    hash ^= id.charCodeAt(i);
    hash = Math.imul(hash, 16777619);
  }
  return (hash >>> 0) % count;
}
