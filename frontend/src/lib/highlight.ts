/** Where a search's words stand in a text. */

/** A piece of text; `hit` when it is a word that was searched for. */
export interface Piece {
  readonly text: string;
  readonly hit: boolean;
}

/** The words of a query, as search takes them apart. */
export function wordsOf(query: string): readonly string[] {
  return query.split(/[\s\p{P}\p{S}]+/u).filter((each) => each !== '');
}

// Accents do not count in search; without them the text must stay as long as it was, or the places would shift.
function folded(text: string): string {
  return Array.from(text, (each) => {
    const plain = each.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
    return plain.length === each.length ? plain : each.toLowerCase().length === each.length ? each.toLowerCase() : each;
  }).join('');
}

/** Cuts a text at the words of a query. */
export function highlight(text: string, query: string): readonly Piece[] {
  const plain = folded(text);
  const words = wordsOf(query).map(folded);
  const hits: [number, number][] = [];
  for (const word of words) {
    for (let at = plain.indexOf(word); at >= 0; at = plain.indexOf(word, at + word.length)) hits.push([at, at + word.length]);
  }
  hits.sort((a, b) => a[0] - b[0] || b[1] - a[1]);
  const pieces: Piece[] = [];
  let done = 0;
  for (const [from, to] of hits) {
    if (to <= done) continue;
    const start = Math.max(from, done);
    if (start > done) pieces.push({ text: text.slice(done, start), hit: false });
    pieces.push({ text: text.slice(start, to), hit: true });
    done = to;
  }
  if (done < text.length) pieces.push({ text: text.slice(done), hit: false });
  return pieces;
}

/** A line of a long text around its first hit. */
export function snippet(text: string, query: string, around = 40): string {
  const line = text.replace(/\s+/gu, ' ').trim();
  const plain = folded(line);
  const places = wordsOf(query).map((each) => plain.indexOf(folded(each))).filter((each) => each >= 0);
  const first = places.length === 0 ? 0 : Math.min(...places);
  if (first <= around) return line;
  const space = line.indexOf(' ', first - around);
  const start = space >= 0 && space < first ? space + 1 : first - around;
  return `…${line.slice(start)}`;
}
