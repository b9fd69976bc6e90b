/**
 * What a search knows of a text: words, runs of characters of scripts that are not searched by words, and numbers by
 * any of their digits. The same rules as the searches of Go have (backend/terms); terms.cases.json holds both to them.
 */

/** A text as it is compared, and where each of its characters comes from. */
export interface Folded {
  /** The characters: lower case, no accents, one form of each. */
  readonly chars: readonly string[];
  /** From where in the text each character comes, in UTF-16 units, and up to where. */
  readonly from: readonly number[];
  readonly to: readonly number[];
}

/** From where to where, in characters of a folded text. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

const fewestDigits = 4;
const mostDigits = 20;
const mostBetween = 3;

// What people type for one another, beside the forms that Unicode itself holds to be one.
const letters = new Map<string, string>([
  ...Object.entries({ ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', ł: 'l', đ: 'd', ð: 'd', þ: 'th', ħ: 'h', ŧ: 't', ı: 'i', ς: 'σ' }),
  ...Object.entries({ ך: 'כ', ם: 'מ', ן: 'נ', ף: 'פ', ץ: 'צ' }),
  ...Object.entries({ ٱ: 'ا', ى: 'ي', ی: 'ي', ے: 'ي', ک: 'ك', ڪ: 'ك', ة: 'ه', ہ: 'ه', ھ: 'ه', ە: 'ه', ۃ: 'ه' }),
  ['ヽ', 'ゝ'],
]);

// One character as people see it, with its marks; a Korean syllable that is written in letters.
const clusters = /[\u1100-\u115F][\u1160-\u11A7][\u11A8-\u11FF]?|\P{M}[\p{M}\p{Cf}\uFF9E\uFF9F\u{1F3FB}-\u{1F3FF}]*|\p{M}+/gu;
const dropped =
  /[\u0300-\u036F\u1AB0-\u1AFF\u1DC0-\u1DFF\u20D0-\u20FF\uFE00-\uFE0F\uFE20-\uFE2F\u{E0100}-\u{E01EF}\u0640\u{1F3FB}-\u{1F3FF}]|\p{Cf}|(?=\p{M})[\u0591-\u05C7\u0610-\u061A\u064B-\u065F\u0670\u06D6-\u06ED]/gu;
const unspaced =
  /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Bopomofo}\p{Script=Yi}\p{Script=Hangul}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}\p{Script=Tibetan}\p{Script=Javanese}\u30FC々]$/u;
const sign = /^\p{So}$/u;
const wordPart = /^[\p{L}\p{N}\p{M}]$/u;
const between = /^[ \-‐–./()+,'’_]$/u;

/** Folds a text as search compares it. */
export function fold(text: string): Folded {
  const chars: string[] = [];
  const from: number[] = [];
  const to: number[] = [];
  for (const found of text.matchAll(clusters)) {
    for (const each of foldOne(found[0])) {
      chars.push(each);
      from.push(found.index);
      to.push(found.index + found[0].length);
    }
  }
  return { chars, from, to };
}

function foldOne(cluster: string): string {
  if (/^[\0-\x7F]$/u.test(cluster)) return cluster.toLowerCase();
  const apart = cluster.normalize('NFKC').toLowerCase().normalize('NFD').replace(dropped, '');
  return Array.from(apart, foldLetter).join('').normalize('NFC');
}

function foldLetter(letter: string): string {
  const known = letters.get(letter);
  if (known !== undefined) return known;
  if (letter >= 'ァ' && letter <= 'ヶ') return String.fromCodePoint((letter.codePointAt(0) ?? 0) - 0x60);
  return /^\p{Nd}$/u.test(letter) ? digit(letter.codePointAt(0) ?? 0) : letter;
}

// The digits of a script stand one behind the other, from zero to nine.
function digit(code: number): string {
  if (code < 0x80) return String.fromCodePoint(code);
  let value = 0;
  while (value < 9 && /^\p{Nd}$/u.test(String.fromCodePoint(code - value - 1))) value++;
  return String(value);
}

/** A text taken apart. */
export interface Spelled {
  readonly words: readonly Span[];
  readonly runs: readonly Span[];
  readonly numbers: readonly NumberIn[];
}

/** A number of a text: its digits, and where each stands. */
export interface NumberIn {
  readonly digits: string;
  readonly at: readonly number[];
}

/** Takes a folded text apart into words, runs of characters that are searched one by one, and numbers. */
export function spell(chars: readonly string[]): Spelled {
  const words: Span[] = [];
  const runs: Span[] = [];
  let from = 0;
  let kind = '';
  for (let i = 0; i <= chars.length; i++) {
    const now = i === chars.length ? '' : kindOf(chars[i] ?? '');
    if (now === kind && i < chars.length) continue;
    if (kind === 'w') words.push({ from, to: i });
    else if (kind === 'u') runs.push({ from, to: i });
    [from, kind] = [i, now];
  }
  return { words, runs, numbers: numbersIn(chars) };
}

function kindOf(char: string): '' | 'w' | 'u' {
  if (unspaced.test(char) || (char >= '\u00A0' && sign.test(char))) return 'u';
  return wordPart.test(char) ? 'w' : '';
}

function numbersIn(chars: readonly string[]): readonly NumberIn[] {
  const out: NumberIn[] = [];
  let digits = '';
  let at: number[] = [];
  const end = (): void => {
    if (digits !== '') out.push({ digits, at });
    [digits, at] = ['', []];
  };
  chars.forEach((char, i) => {
    if (char >= '0' && char <= '9') {
      digits += char;
      at.push(i);
    } else if (digits !== '' && (!between.test(char) || i - (at.at(-1) ?? i) > mostBetween)) end();
  });
  end();
  return out;
}

/** A word that is asked for, and the digits by which it may be part of a number. */
export interface WordAsked {
  readonly text: string;
  readonly digits: string;
}

/** What a person asks for. */
export interface Query {
  readonly words: readonly WordAsked[];
  readonly runs: readonly string[];
}

/** Reads what a person typed. */
export function parseQuery(typed: string): Query {
  const { chars } = fold(typed);
  const { words, runs, numbers } = spell(chars);
  const textOf = ({ from, to }: Span): string => chars.slice(from, to).join('');
  return { words: words.map((each) => ({ text: textOf(each), digits: digitsFor(textOf(each), each, numbers) })), runs: runs.map(textOf) };
}

function digitsFor(word: string, at: Span, numbers: readonly NumberIn[]): string {
  if (!/^[0-9]+$/.test(word)) return '';
  const whole = word.length >= fewestDigits ? word : (numbers.find((each) => each.at.includes(at.from))?.digits ?? '');
  return whole.length >= fewestDigits && whole.length <= mostDigits ? whole : '';
}

/** Where in a folded text what a query asks for stands, as search finds it. */
export function placesOf({ words, runs }: Query, chars: readonly string[]): readonly Span[] {
  const spelled = spell(chars);
  const text = (span: Span): string => chars.slice(span.from, span.to).join('');
  const out: Span[] = [];
  words.forEach((asked, i) => {
    const wanted = Array.from(asked.text).length;
    for (const each of spelled.words) {
      const have = text(each);
      if (have === asked.text || (i === words.length - 1 && have.startsWith(asked.text))) out.push({ from: each.from, to: each.from + wanted });
    }
    if (asked.digits !== '') for (const each of spelled.numbers) out.push(...digitPlaces(each, asked.digits));
  });
  for (const run of runs) for (const each of spelled.runs) out.push(...charPlaces(chars.slice(each.from, each.to), Array.from(run)).map((at) => ({ from: each.from + at.from, to: each.from + at.to })));
  return out;
}

function digitPlaces({ digits, at }: NumberIn, wanted: string): readonly Span[] {
  const out: Span[] = [];
  for (let i = digits.indexOf(wanted); i >= 0; i = digits.indexOf(wanted, i + 1)) out.push({ from: at[i] ?? 0, to: (at[i + wanted.length - 1] ?? 0) + 1 });
  return out;
}

/** Where some characters stand among others. */
export function charPlaces(chars: readonly string[], wanted: readonly string[]): readonly Span[] {
  const out: Span[] = [];
  for (let i = 0; wanted.length > 0 && i + wanted.length <= chars.length; i++) {
    if (wanted.every((each, n) => chars[i + n] === each)) out.push({ from: i, to: i + wanted.length });
  }
  return out;
}

/** A text as it is compared, as a text. */
export function folded(text: string): string {
  return fold(text).chars.join('');
}
