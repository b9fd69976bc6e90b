/** Where a search's words stand in a text. */
import { charPlaces, fold, folded, parseQuery, placesOf, type Span } from './terms';

/** A piece of text; `hit` when it is what was searched for. */
export interface Piece {
  readonly text: string;
  readonly hit: boolean;
}

/** The words of a query, as it is compared, for lists that are searched by any part of a word. */
export function wordsOf(query: string): readonly string[] {
  return folded(query).split(/[\s\p{P}\p{S}]+/u).filter((each) => each !== '');
}

// Where the hits are in the text itself, in order and apart from each other.
function hitsIn(text: string, query: string, anywhere: boolean): readonly Span[] {
  const { chars, from, to } = fold(text);
  const places = anywhere ? wordsOf(query).flatMap((each) => charPlaces(chars, Array.from(each))) : placesOf(parseQuery(query), chars);
  const out: { from: number; to: number }[] = [];
  for (const each of [...places].sort((a, b) => a.from - b.from || b.to - a.to)) {
    const hit = { from: from[each.from] ?? 0, to: to[each.to - 1] ?? 0 };
    const last = out.at(-1);
    if (last === undefined || hit.from > last.to) out.push(hit);
    else last.to = Math.max(last.to, hit.to);
  }
  return out;
}

/** Cuts a text at what a query finds in it; `anywhere` also finds it inside of words. */
export function highlight(text: string, query: string, anywhere = false): readonly Piece[] {
  const pieces: Piece[] = [];
  let done = 0;
  for (const { from, to } of hitsIn(text, query, anywhere)) {
    if (from > done) pieces.push({ text: text.slice(done, from), hit: false });
    pieces.push({ text: text.slice(from, to), hit: true });
    done = to;
  }
  if (done < text.length) pieces.push({ text: text.slice(done), hit: false });
  return pieces;
}

/** A line of a long text around its first hit. */
export function snippet(text: string, query: string, around = 40): string {
  const line = text.replace(/\s+/gu, ' ').trim();
  const first = hitsIn(line, query, false)[0]?.from ?? 0;
  if (first <= around) return line;
  const space = line.indexOf(' ', first - around);
  const start = space >= 0 && space < first ? space + 1 : first - around;
  return `…${line.slice(start)}`;
}
